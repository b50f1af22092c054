#include <doctest/doctest.h>

#include <cmath>

#include "command/reproduced.hpp"

using namespace coalesce::test;

TEST_CASE("ms4: three phases in order, plateaus at the sum of squared masses") {
    const Folder folder("ms4");
    const auto json = reproduced(folder, "ms4", {"tokens.count=500"});
    CHECK(json["settings"]["tokens"] == 500);
    CHECK(json["phases"][0]["name"] == "alignment");
    bool pairs = false;
    for (const auto& phase : json["phases"]) {
        pairs |= phase["name"] == "pairing";
        // Four components of std 0.2 at β = 10 collapse at β std²/2 = 0.2, while tokens still fall to the plane.
        CHECK(phase["name"] != "heat");
    }
    CHECK(pairs);
    CHECK(json["energy_monotone_by_theory"] == true);
    CHECK(json["merges"].size() + 1 == json["plateaus"].size());
    // One cluster: 2βE = 1 exactly, up to rounding.
    CHECK(json["plateaus"].back()["two_beta_energy_at_its_end"].get<double>() == doctest::Approx(1).epsilon(1e-9));
    CHECK(json["panels"].size() >= 5);
    CHECK(json["pass"] == true);
}

TEST_CASE("ms4: a run cut short says so") {
    const Folder folder("ms4-short");
    const auto json = reproduced(folder, "ms4", {"tokens.count=200", "time.until=4"});
    CHECK(json["pass"] == false);
    CHECK(refusal({"ms4", "--out", folder.path.string(), "--set", "time.method=rk4"}).find("expected adaptive") !=
          std::string::npos);
}

TEST_CASE("staircase: every merge at the time and in the order of the pairing law") {
    const Folder folder("staircase");
    const auto json = reproduced(folder, "staircase");
    REQUIRE(json["runs"].size() == 4);
    CHECK(json["runs"][3]["beta"] == 4000);
    for (const auto& run : json["runs"]) {
        REQUIRE(run["merges"].size() == 4);
        for (const auto& merge : run["merges"])
            CHECK(std::abs(merge["log10_time"].get<double>() - merge["predicted_log10_time"].get<double>()) < 0.005);
    }
    // Doubling β doubles the exponent: 10^34.6 at 500, 10^288 at 4000.
    CHECK(json["runs"][3]["merges"][3]["log10_time"].get<double>() > 280);
    CHECK(json["pass"] == true);
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
    CHECK(json["runs"][1]["crowds"].size() == 5);
    CHECK(std::abs(json["runs"][0]["exponent"].get<double>()) < 0.1);
    CHECK(std::abs(json["runs"][1]["exponent"].get<double>() + 1) < 0.1);
    CHECK(json["panel_times"].size() == 6);
    CHECK(json["pass"] == true);
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
