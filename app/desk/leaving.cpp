#include "desk/leaving.hpp"

namespace coalesce {

bool LeaveQuestion::request(const Intent& intent, const AtStake& at_stake) {
    const bool cuts_short = at_stake.recording && intent.kind == Intent::Kind::quit;
    if (!cuts_short && !at_stake.edits) return true;
    intent_ = intent;
    state_ = cuts_short ? State::recording : State::asking;
    if (cuts_short) awaits_recording_ = false;
    return false;
}

std::optional<Intent> LeaveQuestion::finish() {
    if (state_ != State::asking && state_ != State::naming) return {};
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

void LeaveQuestion::await_recording() {
    if (state_ != State::recording) return;
    state_ = State::quiet;
    awaits_recording_ = true;
}

std::optional<Intent> LeaveQuestion::recording_ended(bool failed) {
    const bool about_it = state_ == State::recording, another = state_ != State::quiet && !about_it;
    const bool wanted = about_it || awaits_recording_;
    awaits_recording_ = false;
    if (about_it) state_ = State::quiet;
    if (!wanted || failed || another) return {};
    return Intent{Intent::Kind::quit, {}};
}

}  // namespace coalesce
