#include "desk/lesson_poll.hpp"

#include <algorithm>

namespace coalesce {

void LessonPoll::advance() {
    stage_ = stage_ == Stage::asked ? Stage::answered : Stage::explained;
}

bool LessonPoll::counted() const {
    return std::any_of(hands_.begin(), hands_.end(), [](int hands) { return hands > 0; });
}

void LessonPoll::select(std::size_t choice) {
    if (choice >= hands_.size()) return;
    selected_ = choice;
    typing_ = false;
}

void LessonPoll::select_next(int by) {
    if (hands_.empty()) return;
    const auto count = static_cast<int>(hands_.size());
    select(static_cast<std::size_t>((static_cast<int>(selected_) + by % count + count) % count));
}

void LessonPoll::type(int digit) {
    if (!asks()) return;
    int& hands = hands_[selected_];
    hands = std::min(most_hands, typing_ ? 10 * hands + digit : digit);
    typing_ = true;
}

void LessonPoll::erase() {
    if (asks()) hands_[selected_] /= 10;
    typing_ = true;
}

void LessonPoll::add(std::size_t choice, int hands) {
    if (!asks() || choice >= hands_.size()) return;
    select(choice);
    hands_[choice] = std::clamp(hands_[choice] + hands, 0, most_hands);
}

}  // namespace coalesce
