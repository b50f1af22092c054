#include "flow/publication.hpp"

#include <doctest/doctest.h>

#include "flow/pacer.hpp"

using namespace coalesce;
using namespace std::chrono_literals;

TEST_CASE("a frame is due a display's frame after the last, when that was taken, or after a tenth of a second") {
    Publication publication;
    const Publication::Time start{1h};
    publication.published(start, start);
    CHECK_FALSE(publication.due(start + 10ms, true));
    CHECK(publication.due(start + Pacer::tick, true));
    CHECK_FALSE(publication.due(start + 50ms, false));
    CHECK(publication.due(start + 100ms, false));
    CHECK_FALSE(publication.long_ago(start + 100ms));
    CHECK(publication.long_ago(start + 101ms));
}

TEST_CASE("steps get four times as long as publishing takes") {
    Publication publication;
    const Publication::Time start{1h}, end = start + 50ms;
    publication.published(start, end);
    CHECK_FALSE(publication.due(end + 199ms, true));
    CHECK(publication.due(end + 200ms, true));
}

TEST_CASE("a published frame answers commands and shows what moved; a generation's first state is fresh until then") {
    Publication publication;
    Frame frame;
    CHECK(publication.answer_due());  // the first frame comes unasked
    CHECK(publication.moved());
    publication.begin_generation();
    CHECK(publication.fresh());
    publication.number(frame);
    CHECK(frame.sequence == 1);
    CHECK(frame.generation == 1);
    publication.published({}, {});
    CHECK_FALSE(publication.answer_due());
    CHECK_FALSE(publication.moved());
    CHECK_FALSE(publication.fresh());
    publication.answer();
    publication.move();
    CHECK(publication.answer_due());
    CHECK(publication.moved());
    publication.begin_generation();
    publication.resume_generation();
    CHECK_FALSE(publication.fresh());
    CHECK(publication.moved());
    publication.number(frame);
    CHECK(frame.sequence == 2);
    CHECK(frame.generation == 2);
    CHECK(publication.sequence() == 2);
}

TEST_CASE("in a hurry a pair histogram serves for a tenth of a second, and densities take a fifth of the time") {
    SlowParts parts;
    const SlowParts::Time start{1h};
    const WantedDensities both{true, true};
    Frame frame;
    frame.inner_products.density = {1, 2, 3};
    frame.densities.heat_why_not = "of this frame";
    CHECK(parts.inner_products(true, start) == nullptr);
    CHECK(parts.densities(true, start, both) == both);
    parts.complete(frame, true, true, start, start + 30ms);
    CHECK(parts.inner_products(false, start + 40ms) == nullptr);
    REQUIRE(parts.inner_products(true, start + 129ms));
    CHECK(parts.inner_products(true, start + 129ms)->density == frame.inner_products.density);
    CHECK(parts.inner_products(true, start + 130ms) == nullptr);
    CHECK(parts.densities(true, start + 119ms, both) == WantedDensities{});
    CHECK(parts.densities(false, start + 119ms, both) == both);
    CHECK(parts.densities(true, start + 120ms, both) == both);

    Frame next;
    parts.complete(next, false, false, start + 40ms, start + 41ms);
    CHECK(next.densities.heat_why_not == "of this frame");
    CHECK(parts.inner_products(true, start + 50ms)->density.size() == 3);
}

TEST_CASE("slow parts that are kept can be shown for longer, and none cannot") {
    SlowParts parts;
    const SlowParts::Time start{1h};
    CHECK_FALSE(parts.renew(start));
    CHECK(parts.inner_products(true, start) == nullptr);
    Frame frame;
    frame.inner_products.density = {1, 2, 3};
    parts.complete(frame, true, true, start, start);
    CHECK(parts.inner_products(true, start + 900ms) == nullptr);
    CHECK(parts.renew(start + 900ms));
    CHECK(parts.inner_products(true, start + 900ms) != nullptr);
}
