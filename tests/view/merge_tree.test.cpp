#include "view/merge_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "chart/recording_surface.hpp"
#include "view/colours.hpp"

using namespace coalesce;

namespace {

/// n clusters that merge two at a time until one is left.
std::vector<Branch> coalescent(int n, std::uint64_t seed) {
    std::vector<Branch> branches;
    std::vector<std::size_t> living;
    for (int i = 0; i < n; ++i) {
        Branch branch;
        branch.identity = i;
        branch.mass = {{0, 1.0 / n}};
        branches.push_back(branch);
        living.push_back(static_cast<std::size_t>(i));
    }
    std::uint64_t state = seed;
    const auto pick = [&](std::size_t size) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<std::size_t>((state >> 33) % size);
    };
    for (double time = 1; living.size() > 1; ++time) {
        const std::size_t heir = pick(living.size());
        std::size_t gone = pick(living.size() - 1);
        if (gone >= heir) ++gone;
        branches[living[gone]].ended = time;
        branches[living[gone]].heir = branches[living[heir]].identity;
        living.erase(living.begin() + static_cast<std::ptrdiff_t>(gone));
    }
    return branches;
}

int crossings(const std::vector<Branch>& branches, const std::vector<int>& rows) {
    int count = 0;
    for (std::size_t i = 0; i < branches.size(); ++i) {
        if (branches[i].alive()) continue;
        const int heir_row = rows[static_cast<std::size_t>(branches[i].heir)];
        const auto [low, high] = std::minmax(rows[i], heir_row);
        for (std::size_t k = 0; k < branches.size(); ++k)
            count += rows[k] > low && rows[k] < high && branches[k].born < branches[i].ended &&
                     branches[k].ended > branches[i].ended;
    }
    return count;
}

bool is_permutation_of_rows(std::vector<int> rows) {
    std::sort(rows.begin(), rows.end());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i] != static_cast<int>(i)) return false;
    return true;
}

/// A cluster of three quarters that takes up one of a quarter at time 5.
std::vector<Branch> two_branches() {
    std::vector<Branch> branches(2);
    branches[0] = {.identity = 0, .mass = {{0, 0.75}, {5, 1.0}}};
    branches[1] = {.identity = 1, .ended = 5, .heir = 0, .mass = {{0, 0.25}}};
    return branches;
}

/// Two rows of 40 units, the time from 0 to 10 over 100 units, the present at 8.
chart::RecordingSurface drawn_tree(const std::vector<Branch>& branches, Sight sight = {}) {
    chart::RecordingSurface surface;
    const TimeStrip strip{{0, 0}, {100, 80}, {false, 0, 10}};
    draw_merge_tree({{surface}, 16, Theme::dark}, lay_out_tree(strip, branches), branches, 8, sight);
    return surface;
}

}  // namespace

TEST_CASE("no merge crosses a living branch, whatever the order of merges") {
    for (const int n : {1, 2, 5, 120})
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const std::vector<Branch> branches = coalescent(n, seed);
            const std::vector<int> rows = tree_rows(branches);
            CHECK(is_permutation_of_rows(rows));
            CHECK(crossings(branches, rows) == 0);
        }
}

TEST_CASE("no branches, no rows") {
    CHECK(tree_rows({}).empty());
}

TEST_CASE("every branch has a row, also with splits, dissolved ones and an identity that comes back") {
    std::vector<Branch> branches(4);
    branches[0].identity = 0;
    branches[1] = {.identity = 1, .born = 2, .parent = 0, .ended = 5, .heir = 0, .mass = {}};
    branches[2] = {.identity = 2, .born = 2, .parent = 0, .ended = 3, .mass = {}};
    branches[3] = {.identity = 2, .born = 4, .ended = 6, .heir = 0, .mass = {}};
    CHECK(is_permutation_of_rows(tree_rows(branches)));
    const TimeStrip strip{{0, 0}, {100, 40}, {false, 0, 10}};
    const TreeLayout layout = lay_out_tree(strip, branches);
    CHECK(layout.row_height == 10);
    // Three births and two merges; the dissolved one ends without a node.
    CHECK(std::count_if(layout.nodes.begin(), layout.nodes.end(), [](const TreeNode& n) { return n.merge; }) == 2);
    CHECK(std::count_if(layout.nodes.begin(), layout.nodes.end(), [](const TreeNode& n) { return !n.merge; }) == 3);
}

TEST_CASE("the mass of a branch is that of its last row") {
    Branch branch;
    branch.mass = {{1, 0.2}, {4, 0.5}};
    CHECK(mass_at(branch, 0.5) == 0.2);
    CHECK(mass_at(branch, 3) == 0.2);
    CHECK(mass_at(branch, 4) == 0.5);
}

TEST_CASE("branches are as thick as their mass, and fainter after the present") {
    const std::vector<Branch> branches = two_branches();
    REQUIRE(tree_rows(branches) == std::vector<int>{0, 1});
    const chart::RecordingSurface surface = drawn_tree(branches);
    const auto bands = surface.of("band");
    // 1.5 units and 9 times the mass, about the middle of the row.
    REQUIRE(bands.size() == 3);
    CHECK(bands[0].places == std::vector<chart::Place>{{0, 24.125f},
                                                       {50, 24.125f},
                                                       {50, 25.25f},
                                                       {80, 25.25f},
                                                       {0, 15.875f},
                                                       {50, 15.875f},
                                                       {50, 14.75f},
                                                       {80, 14.75f}});
    CHECK(bands[1].places == std::vector<chart::Place>{{80, 25.25f}, {100, 25.25f}, {80, 14.75f}, {100, 14.75f}});
    CHECK(bands[2].places == std::vector<chart::Place>{{0, 61.875f}, {50, 61.875f}, {0, 58.125f}, {50, 58.125f}});
    const Rgb first = identity_colour(0, Theme::dark);
    CHECK(bands[0].colour == chart::Colour{first.r, first.g, first.b, 1});
    CHECK(bands[1].colour.a < 0.5f);
    CHECK(bands[2].colour.a == 1);
}

TEST_CASE("a merge is a line to the heir with a disc, and a living branch says its share") {
    const chart::RecordingSurface surface = drawn_tree(two_branches());
    const auto lines = surface.of("line"), circles = surface.of("circle"), texts = surface.of("text");
    const std::vector<chart::Place> join{{50, 60}, {50, 20}};
    CHECK(std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.places == join; }) == 1);
    // On a disc in the colour of the ground.
    REQUIRE(circles.size() == 2);
    for (const auto& circle : circles) CHECK(circle.places[0] == chart::Place{50, 20});
    CHECK(circles[0].places[1].x > circles[1].places[1].x);
    const auto share = std::find_if(texts.begin(), texts.end(), [](const auto& text) { return text.text == "100 %"; });
    REQUIRE(share != texts.end());
    CHECK(share->places[0].x > 100);
    CHECK(share->places[0].y < 20);
    CHECK(share->places[1].y > 20);
    // All other texts are times, below the strip and no further to the left or right.
    CHECK(texts.size() > 1);
    for (const auto& text : texts) {
        if (text.text == share->text) continue;
        CAPTURE(text.text);
        CHECK(text.places[0].y >= 80);
        CHECK(text.places[1].y <= 80 + 1.6f * 16);
        CHECK(text.places[0].x >= 0);
        CHECK(text.places[1].x <= 100);
    }
}

TEST_CASE("of a tree that is scrolled, what is out of sight is not drawn") {
    const std::vector<Branch> branches = two_branches();
    CHECK(drawn_tree(branches, {0, 30}).of("band").size() == 2);
    CHECK(drawn_tree(branches, {50, 80}).of("band").size() == 1);
    CHECK(drawn_tree(branches, {50, 80}).of("circle").empty());
    CHECK(drawn_tree(branches, {200, 300}).of("band").empty());
}
