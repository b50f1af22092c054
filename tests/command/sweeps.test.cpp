#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "command/reproduced.hpp"
#include "figure/figure.hpp"

using namespace coalesce::test;

namespace {

/// Returns ∫ e^{β(cos θ - 1)} cos kθ dθ/2π, by equal weights: exact while modes near 512 are below rounding.
double circle_mode(int k, double beta) {
    constexpr int n = 512;
    double sum = 0;
    for (int j = 0; j < n; ++j) {
        const double angle = 2 * std::numbers::pi * j / n;
        sum += std::exp(beta * (std::cos(angle) - 1)) * std::cos(k * angle);
    }
    return sum / n;
}

}  // namespace

TEST_CASE("transition: particles on the curves, half-way points near the limit") {
    const Folder folder("transition");
    const auto json = reproduced(folder, "transition");
    CHECK(json["settings"]["rho"] == 0.5);
    for (const auto& crowd : json["particles"]) {
        CHECK(std::abs(crowd["rho_particles"].get<double>() - crowd["rho_theory"].get<double>()) < 1e-6);
        // Unnormalised, a pair pulls by n^{-γ(1-ρ)}, at every n.
        if (crowd["attention"] == "unnormalised")
            CHECK(std::abs(crowd["rate_exponent"].get<double>() - 0.5 * crowd["gamma"].get<double>()) < 1e-9);
    }
    REQUIRE(json["half_way"].size() == 3);
    for (const auto& point : json["half_way"]) {
        const double limit = 1 / (1 - point["rho"].get<double>());
        const auto gamma = point["gamma"].get<std::vector<double>>();
        REQUIRE(point["log10_n"].back().get<double>() > 190);
        // The transition sharpens like log log n / log n: log(442)/442 = 1.4 % at n = 10^192, and monotonely.
        CHECK(std::abs(gamma.back() / limit - 1) < 0.03);
        for (std::size_t i = 1; i < gamma.size(); ++i)
            CHECK(std::abs(gamma[i] - limit) < std::abs(gamma[i - 1] - limit));
    }
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
        if (run["dimension"] == 3) continue;
        // Softmax moves tokens by ∇ log Z/β: cos kθ grows at k² c_k/(β c_0), c_k the mode of the kernel.
        const double beta = run["beta"];
        for (const auto& mode : run["modes"]) {
            const int k = mode["k"];
            const double rate = k * k * circle_mode(k, beta) / (beta * circle_mode(0, beta));
            if (k <= static_cast<int>(fastest))
                CHECK(mode["rate"].get<double>() == doctest::Approx(rate).epsilon(1e-3));
        }
    }
    CHECK(json["runs"][1]["beta"] == 20);
    CHECK(json["runs"][1]["fastest"] == 6);  // about sqrt(2β)
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
