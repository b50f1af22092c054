#include <doctest/doctest.h>

#include <cmath>

#include "command/reproduced.hpp"
#include "figure/figure.hpp"

using namespace coalesce::test;

TEST_CASE("transition: particles on the curves, half-way points near the limit") {
    const Folder folder("transition");
    const auto json = reproduced(folder, "transition");
    for (const auto& crowd : json["particles"]) CHECK(crowd["relative_error"].get<double>() < 1e-6);
    REQUIRE(json["half_way"].size() == 3);
    CHECK(json["half_way"][1]["limit"].get<double>() == doctest::Approx(2));
    CHECK(json["half_way"][1]["gamma"].back().get<double>() == doctest::Approx(2).epsilon(0.03));
    CHECK(json["pass"] == true);
    CHECK(refusal({"transition", "--out", "/nonexistent", "--seed", "2"})
              .find("a value for tokens.seed, expected none") != std::string::npos);
}

TEST_CASE("growth: rates on the curves of theory up to the fastest and beyond") {
    const Folder folder("growth");
    const auto json = reproduced(folder, "growth");
    REQUIRE(json["runs"].size() == 6);
    for (const auto& run : json["runs"]) {
        const std::size_t fastest = run["fastest"];
        REQUIRE(run["modes"].size() == 2 * fastest + 1);
        // The fastest by theory is also the fastest measured.
        for (const auto& mode : run["modes"])
            CHECK(mode["rate"].get<double>() <= run["modes"][fastest - 1]["rate"].get<double>());
    }
    CHECK(json["runs"][1]["beta"] == 20);
    CHECK(json["runs"][1]["fastest"] == 6);  // about sqrt(2β)
    CHECK(json["pass"] == true);
}

TEST_CASE("growth takes unnormalised attention and refuses what it sets itself") {
    const auto& growth = coalesce::figure::find_entry("growth");
    CHECK_NOTHROW(growth.make({"model.attention=unnormalized"}, coalesce::Theme::light));
    const std::string out = "/nonexistent";
    CHECK(refusal({"growth", "--out", out, "--set", "model.beta=3"}).find("the figure sweeps it") != std::string::npos);
    CHECK(refusal({"growth", "--out", out, "--seed", "3"}).find("chooses grids") != std::string::npos);
}

TEST_CASE("convergence: slopes -1 over beta and -1/2 over N") {
    const Folder folder("convergence");
    const auto json = reproduced(folder, "convergence");
    CHECK(std::abs(json["bias"]["slope"].get<double>() + 1) < 0.1);
    CHECK(std::abs(json["sampling"]["slope"].get<double>() + 0.5) <
          3 * json["sampling"]["standard_error"].get<double>());
    // At β = 50 the bias is below the 0.02 rad allowed to Fig. 3, and the noise of 4000 tokens about as large.
    CHECK(json["bias"]["points"][1]["w1_limit_to_heat"].get<double>() < 0.02);
    CHECK(json["sampling"]["points"][5]["w1_tokens_to_limit"].get<double>() < 0.03);
    CHECK(json["pass"] == true);
}

TEST_CASE("convergence refuses what it sets itself and what has no spreading heat law") {
    const std::string out = "/nonexistent";
    CHECK(refusal({"convergence", "--out", out, "--set", "tokens.count=3"}).find("the figure sweeps it") !=
          std::string::npos);
    CHECK(refusal({"convergence", "--out", out, "--until", "3"}).find("fixed heat time") != std::string::npos);
    CHECK(refusal({"convergence", "--out", out, "--set", "model.V=[[1,0],[0,1]]"}).find("one that spreads") !=
          std::string::npos);
    CHECK(refusal({"convergence", "--out", out, "--set", "model.noise=1"}).find("no heat law") != std::string::npos);
}
