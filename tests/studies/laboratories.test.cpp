#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "coalesce/model/error.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "coalesce/studies/width_figures.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

std::string header(const Table& table) {
    const std::string csv = csv_text(table);
    return csv.substr(0, csv.find('\n'));
}

const Table& file(const Result& result, std::string_view name) {
    return *std::find_if(result.files.begin(), result.files.end(), [&](const Table& t) { return t.name == name; });
}

}  // namespace

TEST_CASE("equiangular: the series ends where the definition's particles are") {
    const EquiangularStudy study =
        compute_equiangular(equiangular_settings({"n=6", "beta=2", "rho=0.25", "until=2"}), [](double) {});
    const double rho = reference::equiangular_by_particles(Attention::softmax, 6, 2, 0.25, 2, 400);
    const Result result = result_of(study);
    // Rates are at most 2: a step of 0.005 errs by (0.01)^4/120.
    CHECK(result.number("rho_at_end") == doctest::Approx(rho).epsilon(1e-9));
    CHECK(result.number("rho_particles_at_end") == doctest::Approx(rho).epsilon(1e-9));
    CHECK(result.number("gamma") == doctest::Approx(2 / std::log(6)));
    CHECK(result.number("transition_gamma") == doctest::Approx(1 / 0.75));
    CHECK(std::get<std::string>(result.value("settings.attention")) == "softmax");
    CHECK(header(file(result, "series")) == "time,rho_theory,rho_particles");
    CHECK(file(result, "series").rows() == 201);
    CHECK(file(result, "series").column("time").reals().back() == 2);
    CHECK(header(file(result, "transition")) == "n,gamma,rho_theory,rate_exponent");
    CHECK(header(file(result, "times")) == "gamma,rho,log10_time");
    CHECK(file(result, "times").rows() == 64 * 96);
    CHECK(!result.checks);
}

TEST_CASE("equiangular: beyond 256 tokens there is theory alone, and without normalisation no transition") {
    EquiangularStudy study;
    study.settings = equiangular_settings({"n=1000", "attention=unnormalized"});
    study.series = {{0, 1}, {0.5, 0.75}, {}};
    const Result result = result_of(study);
    CHECK(std::isnan(result.number("transition_gamma")));
    CHECK(std::get<std::string>(result.value("particles")) == "beyond n = 256 only theory is computed");
    CHECK(csv_text(file(result, "series")) == "time,rho_theory,rho_particles\n0,0.5,nan\n1,0.75,nan\n");
    CHECK(json_text(result).find("\"transition_gamma\": null") != std::string::npos);
}

TEST_CASE("infinite width: samples are those of one draw, whatever the portions") {
    const InfiniteWidth settings = infinite_width_settings({"n=4", "heads=1", "samples=250", "seed=3"});
    const InfiniteWidthStudy study = compute_infinite_width(settings, [](double) {});
    CHECK(study.layer == sample_layer(settings, 0, 250).output);
    CHECK(study.limit == sample_limit(settings, 0, 250).output);
    const Result result = result_of(study);
    REQUIRE(result.arrays.size() == 2);
    CHECK(result.arrays[0].name == "samples");
    CHECK(result.arrays[0].reals() == study.layer);
    CHECK(result.arrays[1].name == "limit");
    CHECK(header(file(result, "kl")) == "n,kl_mean,kl_deviation,kl_kernel_mean,kl_kernel_deviation");
    CHECK(result.table("kl_against_n.points").column("mean").reals() == file(result, "kl").column("kl_mean").reals());
    CHECK(result.number("kl_against_n.seeds") == 5);
    CHECK(result.unit("kl") == "nats");
    CHECK_THROWS_AS(infinite_width_settings({"n=4", "head_width=8"}), InputError);
}

TEST_CASE("infinite width: KL that rises with the width is not met, and every seed has a row") {
    WidthFigure figure = prepare_width_figure("1", {"samples=10", "seed=4"});
    REQUIRE(figure.cases.size() == 4);
    double kl = 1;
    for (WidthFigure::Case& one : figure.cases) one.divergences = {{kl /= 4, 0, 2}, {kl, 0, 2}};
    Result result = result_of(figure);
    CHECK(result.passes());
    CHECK(result.number("kl.1.mean") == 0.0625);
    CHECK(result.number("kl.1.deviation") == 0);
    CHECK(result.number("kl.3.settings.n") == 1024);
    CHECK(header(file(result, "kl")) ==
          "figure,n,heads,head_width,activation,scaling,seed,samples,kl,kl_bias,kl_kernel");
    CHECK(csv_text(file(result, "kl")).find("\n1,16,2,16,clip,sqrt,5,10,0.25,0,2\n") != std::string::npos);
    figure.cases[3].divergences = figure.cases[2].divergences;
    CHECK(result_of(figure).checks->at(0).value == 1);
    CHECK(!result_of(figure).passes());
    CHECK_THROWS_AS(prepare_width_figure("1", {"n=3"}), InputError);
}

TEST_CASE("single location: losses carry the noise of the labels, risks of the summary do not") {
    const SingleLocation settings = single_location_settings(
        {"d=8", "L=4", "n=40", "iterations=3", "epsilon=0.5", "risk_samples=50", "mu=0.5", "nu=0.25"});
    const SingleLocationStudy study = compute_single_location(settings, [](double) {});
    REQUIRE(study.rows.size() == 4);
    const Result result = result_of(study);
    const Table& series = file(result, "series");
    CHECK(header(series) ==
          "iteration,loss,test_risk,mu,nu,zeta,eta,rho,loss_theory,test_risk_theory,mu_theory,nu_theory,zeta_theory,"
          "eta_theory,rho_theory,test_risk_error,test_risk_map,mu_map,nu_map,zeta_map,eta_map,rho_map,test_risk_paper");
    CHECK(series.rows() == 4);
    CHECK(series.column("test_risk").reals()[0] == study.rows[0].test.risk + 0.25);
    CHECK(series.column("loss_theory").reals() == series.column("test_risk_theory").reals());
    CHECK(series.column("loss_theory").reals()[0] == result.number("risk_theory") + 0.25);
    CHECK(series.column("loss").reals()[2] == study.rows[2].loss);  // the data have the noise
    CHECK(result.number("risk_measured") == study.rows[0].test.risk);
    CHECK(result.number("start.mu") == 0.5);
    CHECK(result.number("start.nu") == 0.25);
    CHECK(result.number("end.nu") == study.rows.back().order.nu);
    CHECK(header(file(result, "section")) == "mu,nu,risk_theory,risk_paper,risk_measured,risk_error");
    CHECK(file(result, "section").rows() == 41);
    CHECK(header(file(result, "phases")) == "gamma,alpha,oracle_risk");
    CHECK(file(result, "phases").rows() == 24 * 32);
    // From high α to low, and γ fastest.
    CHECK(file(result, "phases").column("gamma").reals()[31] == doctest::Approx(31.5 / 32));
    CHECK(file(result, "phases").column("alpha").reals()[0] > file(result, "phases").column("alpha").reals()[32]);
}

TEST_CASE("single location: the sign link descends only when asked, which is refused") {
    CHECK(single_location_settings({"link=sign"}).iterations == 0);
    CHECK_THROWS_AS(single_location_settings({"link=sign", "iterations=3"}), InputError);
}
