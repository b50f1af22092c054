#include "view/side_by_side.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace coalesce;

namespace {

bool within(const SideBox& part, const SideBox& whole) {
    constexpr float rounding = 1e-3f;
    return part.width > 0 && part.height > 0 && part.x >= whole.x - rounding && part.y >= whole.y - rounding &&
           part.x + part.width <= whole.x + whole.width + rounding &&
           part.y + part.height <= whole.y + whole.height + rounding;
}

bool overlap(const SideBox& a, const SideBox& b) {
    constexpr float rounding = 1e-3f;
    return a.x + rounding < b.x + b.width && b.x + rounding < a.x + a.width && a.y + rounding < b.y + b.height &&
           b.y + rounding < a.y + a.height;
}

}  // namespace

TEST_CASE("pictures, names and plots lie within the area and over none of each other") {
    for (const SideBox area : {SideBox{0, 0, 1280, 720}, SideBox{10, 20, 1024, 768}, SideBox{0, 0, 720, 1280},
                               SideBox{300, 30, 500, 560}, SideBox{0, 0, 3840, 2160}})
        for (std::size_t runs = 1; runs <= 4; ++runs)
            for (const bool panels : {false, true}) {
                CAPTURE(area.width);
                CAPTURE(runs);
                CAPTURE(panels);
                const SidePlaces places = side_by_side(runs, area, 32, panels);
                REQUIRE(places.runs.size() == runs);
                std::vector<SideBox> all;
                for (const SidePlaces::Place& place : places.runs) {
                    all.push_back(place.picture);
                    if (runs > 1) all.push_back(place.name);
                    CHECK(place.picture.width == places.runs[0].picture.width);
                    CHECK(place.picture.height == places.runs[0].picture.height);
                }
                if (panels) all.push_back(places.panels);
                for (std::size_t i = 0; i < all.size(); ++i) {
                    CHECK(within(all[i], area));
                    for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(overlap(all[i], all[j]));
                }
            }
}

TEST_CASE("two pictures stand beside each other, four in a square; three in a row where that is wide enough") {
    const SideBox wide{0, 0, 1280, 720}, square{0, 0, 800, 800};
    const SidePlaces two = side_by_side(2, wide, 30);
    CHECK(two.runs[0].picture == SideBox{0, 0, 640, 690});
    CHECK(two.runs[1].picture == SideBox{640, 0, 640, 690});
    CHECK(two.runs[1].name == SideBox{640, 690, 640, 30});
    CHECK(side_by_side(2, square, 30).runs[1].picture.y == 0);
    CHECK(side_by_side(3, wide, 30).runs[2].picture.y == 0);
    const SidePlaces four = side_by_side(4, wide, 30);
    CHECK(four.runs[3].picture == SideBox{640, 360, 640, 330});
    // The third of three is in the middle of the second row.
    CHECK(side_by_side(3, square, 30).runs[2].picture.x == 200);
    CHECK(side_by_side(3, square, 30).runs[2].picture.y == 400);
    // A single run has no name to be told apart by.
    CHECK(side_by_side(1, wide, 30).runs[0].picture == wide);
}

TEST_CASE("plots stand where they leave the larger pictures") {
    const SidePlaces two = side_by_side(2, {0, 0, 1280, 720}, 30, true);
    CHECK(two.panels_below);
    CHECK(two.panels.width == 1280);
    const SidePlaces four = side_by_side(4, {0, 0, 1280, 720}, 30, true);
    CHECK_FALSE(four.panels_below);
    CHECK(four.panels.height == 720);
}
