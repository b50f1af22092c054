#include "coalesce/observe/lineage.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "coalesce/flow/simulation.hpp"

using namespace coalesce;

namespace {

/// Clusters given by the letters of `groups`, one a token, all tokens of equal mass; identities as in a run.
class Script {
  public:
    void see(double time, const std::string& groups) {
        std::string letters = groups;
        std::sort(letters.begin(), letters.end());
        letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
        std::stable_sort(letters.begin(), letters.end(), [&](char a, char b) {
            return std::count(groups.begin(), groups.end(), a) > std::count(groups.begin(), groups.end(), b);
        });
        Clustering clustering;
        for (const char letter : letters) {
            Cluster cluster;
            cluster.tokens = static_cast<std::size_t>(std::count(groups.begin(), groups.end(), letter));
            cluster.mass = static_cast<double>(cluster.tokens) / static_cast<double>(groups.size());
            cluster.centre = {std::cos(letter), std::sin(letter), 0};
            clustering.clusters.push_back(cluster);
        }
        for (const char letter : groups) clustering.label.push_back(static_cast<std::int32_t>(letters.find(letter)));
        tracker_.track(clustering);
        lineage.observe(time, clustering);
    }
    Lineage lineage;

  private:
    ClusterTracker tracker_;
};

std::string times(char letter, int count) {
    return std::string(static_cast<std::size_t>(count), letter);
}

}  // namespace

TEST_CASE("clusters there from the start have no parent, and a merged one an heir, the heavier") {
    Script script;
    script.see(0, "AAAAABBBCC");
    script.see(1, "AAAAABBBCC");
    script.see(2, "AAAAABBBBB");
    script.see(3, "AAAAAAAAAA");
    const auto& tree = script.lineage.branches();
    REQUIRE(tree.size() == 3);
    const Branch &a = tree[0], &b = tree[1], &c = tree[2];
    for (const Branch& branch : tree) {
        CHECK(branch.born == 0);
        CHECK(branch.parent == -1);
    }
    CHECK(c.ended == 2);
    CHECK(c.heir == b.identity);
    CHECK(c.centre[0] == doctest::Approx(std::cos('C')));
    CHECK(b.ended == 3);
    CHECK(b.heir == a.identity);
    CHECK(a.alive());
    CHECK(a.heir == -1);
    using Rows = std::vector<std::pair<double, double>>;
    CHECK(c.mass == Rows{{0, 0.2}, {1, 0.2}});
    CHECK(b.mass == Rows{{0, 0.3}, {1, 0.3}, {2, 0.5}});
    CHECK(a.mass == Rows{{0, 0.5}, {2, 0.5}, {3, 1.0}});
}

TEST_CASE("three that meet at once have one heir") {
    Script script;
    script.see(0, "AABBBBCCCD");
    script.see(7, "AAAAAAAAAD");
    const auto& tree = script.lineage.branches();
    REQUIRE(tree.size() == 4);
    CHECK(tree[0].alive());  // B, the heaviest
    CHECK(tree[0].mass.back() == std::pair{7.0, 0.9});
    for (const std::size_t k : {std::size_t{1}, std::size_t{2}}) {
        CHECK(tree[k].ended == 7);
        CHECK(tree[k].heir == tree[0].identity);
    }
    CHECK(tree[3].alive());
}

TEST_CASE("a part that splits off is a child, and the heaviest part lives on") {
    Script script;
    script.see(0, "AAAAAAABBB");
    script.see(4, "CCAAAAABBB");
    const auto& tree = script.lineage.branches();
    REQUIRE(tree.size() == 3);
    CHECK(tree[2].born == 4);
    CHECK(tree[2].parent == tree[0].identity);
    CHECK(tree[0].mass.back() == std::pair{4.0, 0.5});
    script.see(5, "AAAAAAABBB");
    CHECK(tree[2].ended == 5);
    CHECK(tree[2].heir == tree[0].identity);
}

TEST_CASE("stragglers have no branch until they weigh a hundredth, and dissolve below it") {
    Script script;
    script.see(0, times('A', 390) + times('B', 3) + times('C', 3) + times('D', 4));
    REQUIRE(script.lineage.branches().size() == 2);
    CHECK(script.lineage.branches()[1].mass.back().second == doctest::Approx(0.01));
    script.see(1, times('A', 390) + times('B', 6) + times('D', 4));
    REQUIRE(script.lineage.branches().size() == 3);
    CHECK(script.lineage.branches()[2].parent == -1);
    CHECK(script.lineage.branches()[2].born == 1);
    script.see(2, times('A', 390) + times('B', 6) + times('D', 3) + "E");
    const auto& tree = script.lineage.branches();
    REQUIRE(tree.size() == 3);
    CHECK(tree[1].ended == 2);
    CHECK(tree[1].heir == -1);
    script.see(3, times('A', 390) + times('B', 6) + times('D', 4));
    REQUIRE(tree.size() == 3);  // the same cluster, grown back
    CHECK(tree[1].alive());
    script.see(4, times('A', 400));
    CHECK(std::count_if(tree.begin(), tree.end(), [](const Branch& branch) { return branch.alive(); }) == 1);
    for (const std::size_t k : {std::size_t{1}, std::size_t{2}}) CHECK(tree[k].heir == tree[0].identity);
}

TEST_CASE("masses are recorded where they change by a hundredth, however long it takes") {
    Script script;
    for (int t = 0; t <= 1000; ++t) script.see(t, times('A', 600 + t / 5) + times('B', 400 - t / 5));
    const Branch& a = script.lineage.branches()[0];
    CHECK(a.mass.size() <= 2 * 20 + 2);  // from 0.6 to 0.8, rows at least half a hundredth apart
    CHECK(a.mass.size() >= 20);
    for (const auto& [time, mass] : a.mass) CHECK(mass == doctest::Approx((600 + std::floor(time / 5)) / 1000));
    CHECK(a.mass.back().first == 1000);
    CHECK(std::is_sorted(a.mass.begin(), a.mass.end()));
}

TEST_CASE("a restless cloud stays within bounds, and its tree whole") {
    Script script;
    const std::string whole = times('A', 90) + times('B', 10);
    for (int t = 0; t < 2000; t += 2) {
        script.see(t, whole);
        std::string split = whole;  // eight tokens leave A and return, each time as another cluster
        for (std::size_t k = 0; k < 8; ++k) split[k + static_cast<std::size_t>(t) % 60] = 'C';
        script.see(t + 1, split);
    }
    const auto& tree = script.lineage.branches();
    CHECK(tree.size() <= Lineage::most_branches);
    CHECK(tree.size() > Lineage::most_branches / 2);
    CHECK(tree[0].born == 0);
    CHECK(tree[0].alive());
    CHECK(tree[1].alive());
    for (const Branch& branch : tree) {
        CHECK(branch.mass.size() <= Lineage::most_rows + 1);
        for (const int relative : {branch.parent, branch.heir})
            CHECK((relative == -1 || std::any_of(tree.begin(), tree.end(),
                                                 [&](const Branch& other) { return other.identity == relative; })));
    }
}

TEST_CASE("the tree of a run has its merges") {
    Scene scene;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = 60;
    PointsLaw law;
    const double angles[] = {0, 0.45, 1.3, 2.6, 4.3}, weights[] = {0.3, 0.1, 0.25, 0.2, 0.15};
    for (int k = 0; k < 5; ++k) {
        law.points.push_back({std::cos(angles[k]), std::sin(angles[k]), 0});
        law.masses.push_back(weights[k]);
    }
    scene.tokens.law = law;
    scene.tokens.count = 5;
    scene.time.method = Method::adaptive;
    scene.time.until = 1e290;
    for (const double linked_at : {0.0, 2.0}) {  // the user's linking angle makes no difference
        Simulation simulation(scene);
        simulation.set_linking_angle(linked_at);
        while (simulation.merges().size() < 4 && simulation.time() < 1e290) simulation.step();
        REQUIRE(simulation.merges().size() == 4);
        const auto& tree = simulation.lineage();
        REQUIRE(tree.size() == 5);
        for (const Merge& merge : simulation.merges()) {
            const auto ended = std::find_if(tree.begin(), tree.end(),
                                            [&](const Branch& branch) { return branch.ended == merge.time; });
            REQUIRE(ended != tree.end());
            CHECK(ended->mass.back().second == doctest::Approx(merge.masses[1]));
            const auto heir = std::find_if(tree.begin(), tree.end(),
                                           [&](const Branch& branch) { return branch.identity == ended->heir; });
            REQUIRE(heir != tree.end());
            // Near the merge steps are shorter than the resolution of its time: rows before and after may share it.
            const auto met = std::find_if(heir->mass.begin(), heir->mass.end(), [&](const auto& row) {
                return row.first >= merge.time && row.second > merge.masses[0] + 0.01;
            });
            REQUIRE(met != heir->mass.begin());
            REQUIRE(met != heir->mass.end());
            CHECK(met->first == merge.time);
            CHECK((met - 1)->second == doctest::Approx(merge.masses[0]));
            CHECK(met->second == doctest::Approx(merge.masses[0] + merge.masses[1]));
        }
    }
}
