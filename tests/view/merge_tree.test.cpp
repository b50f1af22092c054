#include "view/merge_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>

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
