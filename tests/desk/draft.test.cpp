#include "desk/draft.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

TEST_CASE("a draft differs while an edit is not taken back") {
    TokenDraft draft;
    TokenSpec tokens;
    tokens.count = 500;
    draft.reset(tokens, 3);
    CHECK_FALSE(draft.differs());
    draft.edit([](TokenSpec& edited) { edited.count = 600; });
    CHECK(draft.differs());
    CHECK(draft.tokens().count == 600);
    draft.edit([](TokenSpec& edited) { edited.count = 500; });
    CHECK_FALSE(draft.differs());
    draft.edit([](TokenSpec& edited) { edited.seed = 9; });
    draft.reset(tokens, 3);
    CHECK_FALSE(draft.differs());
    CHECK(draft.tokens() == tokens);
}

TEST_CASE("a law without a density has no picture and asks for none") {
    TokenDraft draft;
    TokenSpec tokens;
    tokens.law = PointsLaw{{{1, 0, 0}, {0, 1, 0}}, {}};
    draft.reset(tokens, 3);
    CHECK(draft.picture({}) == nullptr);
    CHECK(draft.pictured());
}

TEST_CASE("the picture follows the draft, from coarse to fine") {
    std::mutex mutex;
    std::condition_variable changed;
    TokenDraft draft;  // joins its painter, which wakes, before these go
    TokenSpec tokens;
    tokens.law = MixtureLaw{{{1, {0, 0, 1}, 0.3}}};
    draft.reset(tokens, 3);
    const auto wake = [&] {
        const std::lock_guard lock(mutex);
        changed.notify_all();
    };
    const auto finished = [&] {
        draft.picture(wake);
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return draft.pictured(); });
        return draft.picture(wake);
    };
    const std::shared_ptr<const LawImage> first = finished();
    REQUIRE(first);
    draft.edit([](TokenSpec& edited) { edited.count += 1; });
    draft.edit([](TokenSpec& edited) { edited.law = MixtureLaw{{{1, {0, 0, -1}, 0.3}}}; });
    const std::shared_ptr<const LawImage> second = finished();
    REQUIRE(second);
    CHECK(second != first);
}
