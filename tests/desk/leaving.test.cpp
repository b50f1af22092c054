#include "desk/leaving.hpp"

#include <doctest/doctest.h>

using namespace coalesce;
using State = LeaveQuestion::State;

namespace {
const Intent quit{Intent::Kind::quit, ""}, open_ms2{Intent::Kind::open, "ms2"};
}

TEST_CASE("what is saved may be left at once") {
    LeaveQuestion question;
    CHECK(question.request(quit, false));
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.saved());  // Ctrl+S of itself carries nothing out
}

TEST_CASE("unsaved edits are asked about, and each answer has its effect once") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(open_ms2, true));
    CHECK(question.state() == State::asking);
    CHECK(question.discard() == open_ms2);
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.discard());

    CHECK_FALSE(question.request(quit, true));
    question.cancel();
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.saved());

    CHECK_FALSE(question.request(quit, true));
    CHECK(question.saved() == quit);
}

TEST_CASE("a document without a file is named before it is left, and stays when that is given up") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(quit, true));
    question.name_file();
    CHECK(question.state() == State::naming);
    CHECK(question.saved() == quit);

    CHECK_FALSE(question.request(quit, true));
    question.name_file();
    question.not_saved();
    CHECK(question.state() == State::quiet);
    CHECK_FALSE(question.saved());
    question.name_file();
    CHECK(question.state() == State::quiet);
}

TEST_CASE("the newest intent is the one that is asked about") {
    LeaveQuestion question;
    CHECK_FALSE(question.request(open_ms2, true));
    CHECK_FALSE(question.request(quit, true));
    CHECK(question.discard() == quit);
}
