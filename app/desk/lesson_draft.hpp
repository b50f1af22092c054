#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/lesson/lesson.hpp"

namespace coalesce {

/// A lesson that is being made: its steps, which one is selected, its edits with undo and redo, its file.
class LessonDraft {
  public:
    /// Begins with a lesson; the former one and its history are gone.
    /// @param file  where it is saved; empty: not decided yet
    void open(Lesson lesson, const std::string& file);
    /// False until open() was called.
    bool begun() const { return !entries_.empty(); }

    const Lesson& lesson() const { return entries_[position_].lesson; }
    const std::string& file() const { return file_; }
    /// Index of the step that is shown and edited; 0 if there is none.
    std::size_t selected() const { return selected_; }
    void select(std::size_t step);
    bool has_step() const { return begun() && selected_ < lesson().steps.size(); }
    const LessonStep& step() const { return lesson().steps[selected_]; }

    /// Changes the lesson and records it. The same name again within one gesture extends the last entry; an edit that
    /// changes nothing is none.
    /// @param name  "caption of step 2"
    void edit(const std::string& name, const std::function<void(Lesson&)>& change);
    /// The same for the selected step, whose number is put after the name.
    void edit_step(std::string_view name, const std::function<void(LessonStep&)>& change);
    /// The same, where the steps after it go on to show what they did (lesson_order.hpp).
    void edit_shown(std::string_view name, const std::function<void(LessonStep&)>& change);
    /// Ends the gesture: the next edit adds an entry.
    void end_gesture() { gesture_.clear(); }

    // Steps keep what they show (lesson_order.hpp).
    void move(std::size_t from, std::size_t to);  ///< and selects it
    void duplicate(std::size_t step);             ///< and selects the copy
    void remove(std::size_t step);

    bool can_undo() const { return position_ > 0; }
    bool can_redo() const { return position_ + 1 < entries_.size(); }
    const std::string& undo_name() const { return entries_[position_].name; }
    const std::string& redo_name() const { return entries_[position_ + 1].name; }
    void undo();
    void redo();

    /// True if the lesson differs from its file, or from what it was opened as.
    bool modified() const { return begun() && !(lesson() == saved_); }
    /// Records that the lesson was written.
    /// @param written  as the file is read again: it names files from its own folder
    void saved(Lesson written, const std::string& file);
    /// Faults that a reader of its file would refuse; computed once a change.
    const std::vector<LessonProblem>& problems() const;

  private:
    struct Entry {
        std::string name;  ///< edit that led here
        Lesson lesson;
        std::size_t selected = 0;
    };
    void rearrange(const std::string& name, const std::vector<std::size_t>& order, std::size_t selected);
    void limit();

    /// An entry takes the memory of its lesson: some 5 kB a step, and 24 bytes for every point that a scene lists.
    static constexpr std::size_t most_entries = 200, most_bytes = std::size_t{256} << 20;
    std::vector<Entry> entries_;  ///< never empty once it is begun
    std::size_t position_ = 0, selected_ = 0;
    std::string gesture_, file_;
    Lesson saved_;
    mutable std::vector<LessonProblem> problems_;
    mutable bool checked_ = false;  ///< problems_ are those of the present lesson
};

}  // namespace coalesce
