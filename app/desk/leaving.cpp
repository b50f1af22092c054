#include "desk/leaving.hpp"

namespace coalesce {

bool LeaveQuestion::request(const Intent& intent, bool modified) {
    if (!modified) return true;
    intent_ = intent;
    state_ = State::asking;
    return false;
}

std::optional<Intent> LeaveQuestion::finish() {
    if (state_ == State::quiet) return {};
    state_ = State::quiet;
    return intent_;
}

std::optional<Intent> LeaveQuestion::discard() {
    return finish();
}

void LeaveQuestion::cancel() {
    state_ = State::quiet;
}

void LeaveQuestion::name_file() {
    if (state_ == State::asking) state_ = State::naming;
}

std::optional<Intent> LeaveQuestion::saved() {
    return finish();
}

}  // namespace coalesce
