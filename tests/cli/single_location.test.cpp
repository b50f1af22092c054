#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/child.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

Outcome lab(const std::string& out, const Words& settings) {
    Words arguments{"lab", "single-location", "--out", out};
    for (const std::string& setting : settings) arguments.insert(arguments.end(), {"--set", setting});
    return coalesce_run(arguments);
}

const Words little{"d=16", "L=5", "n=60", "iterations=30", "risk_samples=2000", "mu=0.95"};

}  // namespace

TEST_CASE("the lab writes the columns and keys of the contract") {
    const Scratch scratch;
    const Outcome outcome = lab(scratch / "o", little);
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    std::istringstream series(content(scratch / "o/series.csv"));
    std::string line;
    std::getline(series, line);
    CHECK(
        line.starts_with("iteration,loss,test_risk,mu,nu,zeta,eta,rho,loss_theory,test_risk_theory,mu_theory,nu_theory,"
                         "zeta_theory,eta_theory,rho_theory,"));
    int rows = 0;
    while (std::getline(series, line)) ++rows;
    CHECK(rows == 31);
    const auto summary = nlohmann::json::parse(content(scratch / "o/summary.json"));
    CHECK(summary.at("settings").at("d") == 16);
    // At μ = 0.95 attention has found the token, p is nearly 1, and both formulas are γ²(p² - 2pν + 1).
    CHECK(summary.at("risk_paper").get<double>() ==
          doctest::Approx(summary.at("risk_theory").get<double>()).epsilon(0.01));
    CHECK(summary.at("risk_theory").get<double>() == doctest::Approx(0.7).epsilon(0.1));
    const double error = summary.at("risk_error");
    CHECK(error > 0);
    CHECK(error < 0.1);
    CHECK(summary.at("risk_measured").get<double>() > 0);
    // Four corners, and at ν = -1 the p at which a wrong answer costs as much as the crowd's scatter.
    CHECK(summary.at("fixed_points").size() == 5);
    CHECK(std::filesystem::file_size(scratch / "o/single-location.png") > 10000);
    // A second run, with one thread, gives the same bits.
    Words alone{"lab", "single-location", "--out", scratch / "p", "--threads", "1"};
    for (const std::string& setting : little) alone.insert(alone.end(), {"--set", setting});
    REQUIRE(coalesce_run(alone).code == 0);
    CHECK(content(scratch / "p/series.csv") == content(scratch / "o/series.csv"));
}

TEST_CASE("below the step the theory is the corrected limit and the paper's formula stands beside it") {
    const Scratch scratch;
    REQUIRE(lab(scratch / "o", {"d=280", "L=3807", "iterations=0", "mu=0", "nu=0", "risk_samples=4000"}).code == 0);
    const auto summary = nlohmann::json::parse(content(scratch / "o/summary.json"));
    CHECK(summary.at("risk_paper").get<double>() == doctest::Approx(0.5).epsilon(1e-6));
    // theory = γ² + 1 - β_c/β, β_c = √(2 log(3806)/280).
    const double theory = 1.5 - std::sqrt(2 * std::log(3806) / 280);
    CHECK(summary.at("risk_theory").get<double>() == doctest::Approx(theory).epsilon(1e-6));
    const double measured = summary.at("risk_measured"), error = summary.at("risk_error");
    // 5 standard errors, and log d / βd = 2 % for the few largest weights.
    CHECK(std::abs(measured - theory) < 5 * error + 0.02 * theory);
    CHECK(content(scratch / "o/section.csv").starts_with("mu,nu,risk_theory,risk_paper,risk_measured,risk_error\n"));
}

TEST_CASE("the sign link has its risk and refuses to train") {
    const Scratch scratch;
    const Outcome risk = lab(scratch / "o", {"link=sign", "mu=0.9", "nu=0.5", "risk_samples=2000"});
    CAPTURE(risk.err);
    REQUIRE(risk.code == 0);
    const auto summary = nlohmann::json::parse(content(scratch / "o/summary.json"));
    // risk = 2 - 4/π asin(1/2) = 4/3.
    CHECK(summary.at("risk_theory").get<double>() == doctest::Approx(4.0 / 3).epsilon(1e-6));
    const Outcome training = lab(scratch / "p", {"link=sign", "iterations=10"});
    CHECK(training.code == 2);
    CHECK(training.err.find("link: found sign with iterations = 10") != std::string::npos);
    CHECK(!std::filesystem::exists(scratch / "p"));
}

TEST_CASE("bad values get one line and no folder") {
    const Scratch scratch;
    for (const char* wrong : {"gamma=1.2", "gamma=0", "L=1", "n=0", "beta=-1", "step=0", "link=cube", "start=here",
                              "mu=2", "gama=0.5", "d=many"}) {
        CAPTURE(wrong);
        const Outcome outcome = lab(scratch / "o", {wrong});
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find(wrong) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        CHECK(!std::filesystem::exists(scratch / "o"));
    }
}
