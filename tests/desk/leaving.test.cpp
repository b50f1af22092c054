#include "desk/leaving.hpp"

#include <doctest/doctest.h>

using namespace coalesce;
using State = LeaveQuestion::State;

namespace {
const Intent quit{Intent::Kind::quit, ""}, open_ms2{Intent::Kind::open, "ms2"};
const AtStake nothing{}, edits{.edits = true}, recording{.recording = true}, both{true, true};
}  // namespace

TEST_CASE("what is saved may be left at once") {
    LeaveQuestion question;
    CHECK(question.request(quit, nothing));
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.saved());  // Ctrl+S by itself completes nothing
}

TEST_CASE("unsaved edits are asked about, and each answer has its effect once") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(open_ms2, edits));
    CHECK(question.state() == State::asking);
    CHECK(question.discard() == open_ms2);
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.discard());

    CHECK_FALSE(question.request(quit, edits));
    question.cancel();
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.saved());

    CHECK_FALSE(question.request(quit, edits));
    CHECK(question.saved() == quit);
}

TEST_CASE("a document without a file is named before it is left, and stays when that is given up") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, edits));
    question.name_file();
    CHECK(question.state() == State::naming);
    CHECK(question.saved() == quit);

    CHECK_FALSE(question.request(quit, edits));
    question.name_file();
    question.not_saved();
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.saved());
    question.name_file();
    CHECK(question.state() == State::quiet);
}

TEST_CASE("the newest intent is the one that is asked about") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(open_ms2, edits));
    CHECK_FALSE(question.request(quit, edits));
    CHECK(question.discard() == quit);
}

TEST_CASE("a recording is asked about before the program ends, and not before another scene is opened") {
    LeaveQuestion question;
    CHECK(question.request(open_ms2, recording));
    CHECK_FALSE(question.request(quit, recording));
    CHECK(question.state() == State::recording);
    CHECK(question.asks());
    // An answer to the other question does not answer this one.
    CHECK_FALSE(question.discard());
    CHECK_FALSE(question.saved());
    question.name_file();
    CHECK(question.state() == State::recording);
    question.cancel();
    CHECK_FALSE(question.recording_ended(false));

    CHECK_FALSE(question.request(quit, recording));
    question.await_recording();
    CHECK_FALSE(question.asks());
    CHECK(question.awaits_recording());
    CHECK(question.recording_ended(false) == quit);
    CHECK_FALSE(question.recording_ended(false));  // only once
}

TEST_CASE("a recording that ends while it is asked about leaves nothing to ask") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, recording));
    CHECK(question.recording_ended(false) == quit);
    CHECK(question.state() == State::quiet);
}

TEST_CASE("nothing is left where a recording failed, so that its message is read") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, recording));
    question.await_recording();
    CHECK_FALSE(question.recording_ended(true));
    CHECK_FALSE(question.awaits_recording());
}

TEST_CASE("with both at stake the recording comes first, then the edits") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, both));
    CHECK(question.state() == State::recording);
    question.await_recording();
    const auto again = question.recording_ended(false);
    REQUIRE(again);
    CHECK_FALSE(question.request(*again, edits));
    CHECK(question.state() == State::asking);
    CHECK(question.discard() == quit);
}

TEST_CASE("a quit that waits for a recording can be asked for anew and given up") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, recording));
    question.await_recording();
    CHECK_FALSE(question.request(quit, recording));
    CHECK_FALSE(question.awaits_recording());
    question.cancel();
    CHECK_FALSE(question.recording_ended(false));
}

TEST_CASE("another question that is open keeps the program from ending under it") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, recording));
    question.await_recording();
    CHECK_FALSE(question.request(open_ms2, both));
    CHECK(question.state() == State::asking);
    CHECK_FALSE(question.recording_ended(false));
    CHECK(question.discard() == open_ms2);
}
