#include "coalesce/studies/single_location_study.hpp"

#include <algorithm>

#include "coalesce/studies/single_location_risk.hpp"
#include "studies/settings_result.hpp"

namespace coalesce::studies {
namespace {

using Order = OrderParameters;
struct NamedParameter {
    const char* name;
    double Order::*value;
};
constexpr NamedParameter order_parameters[] = {
    {"mu", &Order::mu}, {"nu", &Order::nu}, {"zeta", &Order::zeta}, {"eta", &Order::eta}, {"rho", &Order::rho}};

void put_order(Result& result, const std::string& path, const Order& at) {
    for (const auto& [name, value] : order_parameters) result.put(path + "." + name, at.*value);
}

/// Losses and test risks contain the noise of the labels.
Table location_series(const SingleLocationStudy& study) {
    const double noise = study.settings.epsilon * study.settings.epsilon;
    auto rows = rows_of("series", study.rows);
    const auto risk = [&](const char* name, auto of) {
        rows.column(name, [=](const LocationRow& row) { return of(row) + noise; });
    };
    const auto order = [&](const std::string& suffix, Order LocationRow::*at) {
        for (const auto& [name, value] : order_parameters)
            rows.column(name + suffix, [=, value = value](const LocationRow& row) { return (row.*at).*value; });
    };
    const auto flow = [](const LocationRow& row) { return row.risk_flow; };
    rows.column("iteration", &LocationRow::iteration).column("loss", &LocationRow::loss);
    risk("test_risk", [](const LocationRow& row) { return row.test.risk; });
    order("", &LocationRow::order);
    risk("loss_theory", flow);
    risk("test_risk_theory", flow);
    order("_theory", &LocationRow::flow);
    rows.column("test_risk_error", [](const LocationRow& row) { return row.test.error; });
    risk("test_risk_map", [](const LocationRow& row) { return row.risk_map; });
    order("_map", &LocationRow::map);
    risk("test_risk_paper", [](const LocationRow& row) { return row.risk_paper; });
    return std::move(rows.table);
}

Table section_table(const SingleLocation& settings, const RiskSection& section) {
    std::vector<double> nu, theory, paper, measured, error;
    for (std::size_t k = 0; k < section.measured.size(); ++k) {
        const Order at{.mu = section.measured_mu[k], .nu = section.nu};
        nu.push_back(at.nu);
        theory.push_back(mean_risk(settings, at));
        paper.push_back(paper_risk(settings, at));
        measured.push_back(section.measured[k].risk);
        error.push_back(section.measured[k].error);
    }
    return Table{"section"}
        .add("mu", section.measured_mu)
        .add("nu", nu)
        .add("risk_theory", theory)
        .add("risk_paper", paper)
        .add("risk_measured", measured)
        .add("risk_error", error);
}

/// By rows of the picture: equal α, from high to low.
Table phases_table(const LocationPhases& phases) {
    std::vector<double> gamma, alpha;
    for (std::size_t cell = 0; cell < phases.risk.size(); ++cell) {
        gamma.push_back(phases.gamma(static_cast<int>(cell) % LocationPhases::columns));
        alpha.push_back(phases.alpha(static_cast<int>(cell) / LocationPhases::columns));
    }
    return Table{"phases"}.add("gamma", gamma, "", 6).add("alpha", alpha, "", 6).add("oracle_risk", phases.risk, "", 8);
}

void put_random_energy(Result& result, const SingleLocation& settings) {
    const RandomEnergy energy = random_energy(settings);
    result.put("random_energy.alpha", energy.alpha)
        .put("random_energy.beta_c", energy.beta_c)
        .put("random_energy.r", energy.r)
        .put("random_energy.phi", energy.phi)
        .put("random_energy.psi", energy.psi)
        .put("random_energy.c", settings.c())
        .put("random_energy.learnable", settings.c() > energy.psi);
}

}  // namespace

SingleLocation single_location_settings(const std::vector<Assignment>& set) {
    SingleLocation settings;
    assign(single_location_parameters(), set, settings);
    // The sign link has a risk and no descent: its iterations are 0 unless asked for, which is refused.
    const bool asked =
        std::any_of(set.begin(), set.end(), [](const Assignment& a) { return a.starts_with("iterations="); });
    if (!trainable(settings.link) && !asked) settings.iterations = 0;
    check(settings);
    return settings;
}

SingleLocationStudy compute_single_location(const SingleLocation& settings, const Progress& progress) {
    SingleLocationStudy study;
    study.settings = settings;
    const LocationWork work = work_of(settings);
    const double all = work.data + work.descent + work.section + work.phases;
    double before = 0;  // what earlier parts took
    const auto show = [&](double part, double done) { progress(std::min(1.0, (before + part * done) / all)); };
    show(0, 0);
    LocationRun run(settings);
    before += work.data;
    const auto iterations = static_cast<double>(std::max<std::int64_t>(1, settings.iterations));
    while (run.advance()) show(work.descent, static_cast<double>(run.iteration()) / iterations);
    before += work.descent;
    study.rows = run.rows();
    study.plane = location_plane(settings);
    int points = 0;
    study.section = risk_section(settings, study.rows.back().order.nu, [&] {
        show(work.section, points++ / static_cast<double>(RiskSection::points));
        return true;
    });
    before += work.section;
    int rows = 0;
    study.phases = location_phases(settings, [&](const LocationPhases&) {
        show(work.phases, ++rows / static_cast<double>(LocationPhases::rows));
        return true;
    });
    progress(1);
    return study;
}

Result result_of(const SingleLocationStudy& study) {
    const SingleLocation& settings = study.settings;
    const LocationRow &start = study.rows.front(), &end = study.rows.back();
    Result result;
    result.put("lab", "single-location");
    put_settings(result, "settings", single_location_parameters(), settings);
    result.put("risk_theory", start.risk_flow)
        .put("risk_paper", start.risk_paper)
        .put("risk_measured", start.test.risk)
        .put("risk_error", start.test.error);
    put_order(result, "start", start.order);
    put_order(result, "end", end.order);
    put_order(result, "end_theory", end.flow);
    result.put("test_risk_at_end", end.test.risk + settings.epsilon * settings.epsilon);
    put_random_energy(result, settings);
    result.put("longest_stable_step", longest_stable_step(settings));
    result.put(rows_of("fixed_points", study.plane.fixed)
                   .column("mu", &FixedPoint::mu)
                   .column("nu", &FixedPoint::nu)
                   .column("type", [](const FixedPoint& point) { return word_of(point.stability); })
                   .column("eigenvalues", &FixedPoint::rates));
    result.files = {location_series(study), section_table(settings, study.section), phases_table(study.phases)};
    return result;
}

}  // namespace coalesce::studies
