#pragma once

#include <cstddef>
#include <vector>

namespace coalesce {

/// A show of hands for a lesson's question, and how far its answer has come.
class LessonPoll {
  public:
    enum class Stage {
        asked,     ///< choices are shown and hands counted; the run waits
        answered,  ///< the run shows the answer
        explained  ///< the right choice is marked, and the reason is read
    };
    static constexpr int most_hands = 9999;

    LessonPoll() = default;
    explicit LessonPoll(std::size_t choices) : hands_(choices, 0) {}

    Stage stage() const { return stage_; }
    /// True while hands are counted; digits then are hands.
    bool asks() const { return !hands_.empty() && stage_ == Stage::asked; }
    /// Goes on to the next stage; explained is the last.
    void advance();
    void explain() { stage_ = Stage::explained; }

    const std::vector<int>& hands() const { return hands_; }
    /// True if at least one hand was counted.
    bool counted() const;
    /// Choice that typed digits count for.
    std::size_t selected() const { return selected_; }
    void select(std::size_t choice);
    void select_next(int by);
    /// Appends a digit to the number of the selected choice; the first one after it was selected begins the number.
    void type(int digit);
    void erase();
    /// Counts hands one by one, by clicks.
    void add(std::size_t choice, int hands);

  private:
    std::vector<int> hands_;  ///< for every choice; empty: no question
    std::size_t selected_ = 0;
    bool typing_ = false;  ///< digits are appended
    Stage stage_ = Stage::asked;
};

}  // namespace coalesce
