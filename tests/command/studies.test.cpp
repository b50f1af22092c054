#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "command/reproduced.hpp"
#include "reference/two_body.hpp"

using namespace coalesce;
using namespace coalesce::test;

TEST_CASE("ms4: three phases in order, plateaus at the sum of squared masses") {
    const Folder folder("ms4");
    const auto json = reproduced(folder, "ms4", {"tokens.count=500"});
    CHECK(json["settings"]["tokens"] == 500);
    // Four components of std 0.2 at β = 10 collapse at β std²/2 = 0.2, while tokens still fall to the plane: there is
    // no heat phase.
    REQUIRE(json["phases"].size() == 3);
    CHECK(json["phases"][0]["name"] == "alignment");
    CHECK(json["phases"][1]["name"] == "pairing");
    CHECK(json["phases"][1]["from"] == json["phases"][0]["to"]);
    CHECK(json["energy_monotone_by_theory"] == true);
    const auto &merges = json["merges"], &plateaus = json["plateaus"];
    REQUIRE(merges.size() + 1 == plateaus.size());
    for (std::size_t k = 0; k < merges.size(); ++k) {
        CAPTURE(k);
        // A merge replaces a² + b² by (a + b)². Clusters apart add to 2βE, and Q = K = V never lets it fall.
        const double a = merges[k]["masses"][0], b = merges[k]["masses"][1];
        const double before = plateaus[k]["sum_of_squared_masses"], after = plateaus[k + 1]["sum_of_squared_masses"];
        CHECK(after - before == doctest::Approx(2 * a * b));
        CHECK(plateaus[k]["two_beta_energy_at_its_end"].get<double>() >= before);
        CHECK(plateaus[k]["two_beta_energy_at_its_end"].get<double>() < plateaus[k + 1]["two_beta_energy_at_its_end"]);
    }
    // One cluster: 2βE = 1 exactly, up to rounding.
    CHECK(plateaus.back()["sum_of_squared_masses"].get<double>() == doctest::Approx(1));
    CHECK(plateaus.back()["two_beta_energy_at_its_end"].get<double>() == doctest::Approx(1).epsilon(1e-9));
    CHECK(json["panels"].size() >= 5);
}

TEST_CASE("ms4: a run cut short says so") {
    const Folder folder("ms4-short");
    const auto json = reproduced(folder, "ms4", {"tokens.count=200", "time.until=4"});
    // One cluster has 2βE = 1; several apart have less.
    CHECK(json["plateaus"].back()["two_beta_energy_at_its_end"].get<double>() < 0.5);
    CHECK(json["pass"] == false);
    CHECK(refusal({"ms4", "--out", folder.path.string(), "--set", "time.method=rk4"}).find("expected adaptive") !=
          std::string::npos);
}

TEST_CASE("staircase: every merge at the time and in the order of the pairing law") {
    const Folder folder("staircase");
    const auto json = reproduced(folder, "staircase");
    const auto& runs = json["runs"];
    REQUIRE(runs.size() == 4);
    CHECK(runs[3]["beta"] == 4000);
    const auto log10_time = [&](std::size_t run, std::size_t merge) {
        return runs[run]["merges"][merge]["log10_time"].get<double>();
    };
    auto angles = json["settings"]["initial_angles"].get<std::vector<double>>();
    std::sort(angles.begin(), angles.end());
    double nearest = 4;
    for (std::size_t i = 1; i < angles.size(); ++i) nearest = std::min(nearest, angles[i] - angles[i - 1]);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        CAPTURE(r);
        REQUIRE(runs[r]["merges"].size() == 4);
        // The two nearest tokens merge first, as if they were alone: to 1 - ρ = 1/β, where the rest takes no time.
        const double beta = runs[r]["beta"];
        const long double alone =
            reference::log_meeting_time(beta, 0.5, nearest, std::acos(1 - 1 / beta)) / std::log(10.0L);
        CHECK(std::abs(log10_time(r, 0) - static_cast<double>(alone)) < 0.005);
        for (std::size_t k = 0; k < 4; ++k)
            CHECK(std::abs(log10_time(r, k) - runs[r]["merges"][k]["predicted_log10_time"].get<double>()) < 0.005);
    }
    // A wait is e^{β(1-ρ)} times a power of β, of exponent -1 to 0: doubling β doubles the growth of its logarithm, up
    // to log10 2 = 0.3.
    for (std::size_t k = 0; k < 4; ++k) {
        const double once = log10_time(2, k) - log10_time(1, k), twice = log10_time(3, k) - log10_time(2, k);
        CHECK(std::abs(twice - 2 * once) < 0.4);
        CHECK(twice > 15);
    }
}

TEST_CASE("staircase refuses what it sets itself and points that never meet") {
    const std::string out = "/nonexistent";
    CHECK(refusal({"staircase", "--out", out, "--set", "model.beta=3"}) ==
          "reproduce staircase: found a value for model.beta, expected none: the figure sweeps it");
    CHECK(refusal({"staircase", "--out", out, "--seed", "3"}).find("tokens.seed") != std::string::npos);
    CHECK(refusal({"staircase", "--out", out, "--until", "3"}).find("time.until") != std::string::npos);
    CHECK(refusal({"staircase", "--out", out, "--set", "model={\"beta\":3}"}).find("a value for model,") !=
          std::string::npos);
    CHECK(refusal({"staircase", "--out", out, "--set", "model.causal=true"}).find("no pairing law") !=
          std::string::npos);
    CHECK(refusal({"staircase", "--out", out, "--set", "tokens.law.points=[[1,0],[0,1]]"}).find("10^299") !=
          std::string::npos);
}

TEST_CASE("sa-usa: softmax contracts crowds alike, unnormalised attention by their mass") {
    const Folder folder("sa-usa");
    const auto json = reproduced(folder, "sa-usa", {"tokens.count=800"});
    REQUIRE(json["runs"].size() == 2);
    CHECK(json["runs"][0]["attention"] == "softmax");
    for (std::size_t r = 0; r < 2; ++r) {
        CAPTURE(r);
        const auto& run = json["runs"][r];
        REQUIRE(run["crowds"].size() == 5);
        const auto &heavy = run["crowds"].front(), &light = run["crowds"].back();
        const auto log_ratio = [&](const char* key) {
            return std::log(heavy[key].get<double>() / light[key].get<double>());
        };
        // A crowd of mass α shrinks at a rate proportional to its weight: 1 under softmax, α unnormalised. The others
        // are at least a radian away, where the kernel is e^{-20(1 - cos 1)} = 10^-4.
        const double exponent = log_ratio("contraction_time") / log_ratio("mass");
        CHECK(std::abs(exponent + (r == 0 ? 0 : 1)) < 0.1);
        CHECK(std::abs(run["exponent"].get<double>() + (r == 0 ? 0 : 1)) < 0.1);
        const auto& last = run["merges"].back()["masses"];
        CHECK(last[0].get<double>() + last[1].get<double>() == doctest::Approx(1));  // one cluster is left
    }
    CHECK(json["panel_times"].size() == 6);
}

TEST_CASE("sa-usa refuses what would leave nothing to compare") {
    const std::string out = "/nonexistent";
    CHECK(refusal({"sa-usa", "--out", out, "--set", "model.attention=softmax"}).find("the figure shows both") !=
          std::string::npos);
    CHECK(refusal({"sa-usa", "--out", out, "--set", "tokens.law={\"kind\":\"uniform\"}"}).find("expected a mixture") !=
          std::string::npos);
    const Folder few("few");
    CHECK(refusal({"sa-usa", "--out", few.path.string(), "--set", "tokens.count=2"}).find("every component") !=
          std::string::npos);
    CHECK(!std::filesystem::exists(few.path));
    CHECK(refusal({"sa-usa", "--out", out, "--set", "time.method=rk4"}).find("expected adaptive") != std::string::npos);
    CHECK(refusal({"sa-usa", "--out", out, "--set", "model.V=[[1,0,0],[0,1,0],[0,0,2]]"}).find("not contract alike") !=
          std::string::npos);
}
