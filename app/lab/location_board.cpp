#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "lab/boards.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using Kind = Readout::Kind;

/// Explains a gap between the risk at finite d and its limit.
std::string why_gap(const SingleLocation& s, double mu) {
    switch (departure(s, mu)) {
        case Departure::few_weights:
            return formatted(": d = %.0f is finite", static_cast<double>(s.d));
        case Departure::step:
            return formatted(": at d = %.0f the step of $c\\mu$ is", static_cast<double>(s.d)) +
                   formatted(" %.2g wide", s.gamma / std::sqrt(static_cast<double>(s.d)));
        case Departure::none:
            break;
    }
    return "";
}

void add_risk_words(std::vector<Readout>& all, const SingleLocation& s, const LocationRow& row) {
    // With the labels' noise, as in the chart.
    const double noise = s.epsilon * s.epsilon;
    const double theory = mean_risk(s, row.order), gap = row.test.risk - theory;
    std::string risk = formatted("test risk %.4f", row.test.risk + noise) + formatted(" ± %.4f", row.test.error);
    if (noise > 0) risk += formatted(", of it $\\varepsilon^2 = %.3g$", noise);
    all.push_back({std::move(risk), Kind::measurement});
    all.push_back({formatted("theory at this point %.4f", theory + noise), Kind::theory});
    const double paper = paper_risk(s, row.order);
    if (std::abs(paper - theory) > 0.01 * theory)
        all.push_back({formatted("the paper's formula there %.4f", paper + noise), Kind::faint});
    // Allowed gap: three standard errors, and 5 % for finite d where attention locates the token.
    const bool wide = std::abs(gap) > 3 * row.test.error + 0.05 * theory;
    all.push_back(
        {formatted("gap %+.4f", gap) + (wide ? why_gap(s, row.order.mu) : ""), wide ? Kind::warning : Kind::faint});
}

void add_descent_words(std::vector<Readout>& all, const LocationMoment& moment) {
    const LocationRow &row = moment.row(), &first = moment.rows.front();
    all.push_back({formatted("iteration %.0f: ", static_cast<double>(row.iteration)) +
                       formatted("$\\mu = %.4f$, ", row.order.mu) + formatted("$\\nu = %.4f$", row.order.nu),
                   Kind::plain});
    all.push_back(
        {"gradient flow: " + formatted("$\\mu = %.4f$, ", row.flow.mu) + formatted("$\\nu = %.4f$", row.flow.nu),
         Kind::theory});
    if (const double limit = longest_stable_step(moment.settings); moment.settings.step > limit)
        all.push_back({formatted("steps of %.2g or more overshoot", limit), Kind::warning});
    const double drift = (row.order.mu - first.order.mu) - (row.flow.mu - first.flow.mu);
    all.push_back({formatted("$\\mu$ drifts by %+.4f more than theory", drift), Kind::faint});
}

std::vector<Readout> location_readouts(const LocationMoment& moment) {
    const SingleLocation& s = moment.settings;
    const RandomEnergy energy = random_energy(s);
    const bool learnable = s.c() > energy.psi;
    std::vector<Readout> all = {{formatted("$c = %.3f ", s.c()) + (learnable ? "> " : "\\le ") +
                                     formatted("\\psi = %.3f$: ", energy.psi) +
                                     (learnable ? "learnable" : "not learnable"),
                                 Kind::plain}};
    if (!moment.trains)
        all.push_back({trainable(s.link)
                           ? "There is too much data to train on: only the risk at the start is measured."
                           : "The gradient of sign is zero: the risk is measured, but there is no descent.",
                       Kind::faint});
    add_risk_words(all, s, moment.row());
    if (moment.trains) add_descent_words(all, moment);
    return all;
}

/// The tokens of a sample, or why there are none.
chart::Chart sample_chart(const LocationMoment& moment, Theme theme) {
    if (moment.trains && moment.sample)
        return location_sample_chart(moment.settings, *moment.sample, moment.row().order, theme);
    chart::Chart chart;
    chart.note = {moment.trains ? "being drawn…" : "no data: nothing is trained", ink(palette::text(theme))};
    return chart;
}

}  // namespace

std::optional<Course> location_course(const SingleLocation& settings) {
    if (!can_train(settings) || settings.iterations == 0) return {};
    return Course{.label = "iteration",
                  .until = static_cast<double>(settings.iterations),
                  .whole = true,
                  .unit = "iterations / s"};
}

std::size_t row_at(std::span<const LocationRow> rows, double iteration) {
    const auto after = std::upper_bound(rows.begin(), rows.end(), iteration, [](double wanted, const LocationRow& row) {
        return wanted < static_cast<double>(row.iteration);
    });
    return after == rows.begin() ? 0 : static_cast<std::size_t>(after - rows.begin()) - 1;
}

Board location_board(const LocationMoment& moment, Theme theme) {
    const SingleLocation& s = moment.settings;
    const auto now = static_cast<double>(moment.row().iteration);
    Board board;
    board.readouts = location_readouts(moment);
    chart::Chart risk = location_risk_chart(s, moment.rows, theme), order = location_order_chart(s, moment.rows, theme);
    if (moment.trains)
        for (chart::Chart* chart : {&risk, &order}) chart->items.emplace_back(moment_rule(now, theme));
    board.charts.push_back({"risk", "Loss and test risk", std::move(risk)});
    board.charts.push_back({"order", "Found and read: $\\mu$ and $\\nu$", std::move(order)});
    board.charts.push_back(
        {"plane", "Risk and flow at $\\zeta = \\eta = \\rho = 0$",
         moment.plane ? location_plane_chart(*moment.plane, moment.rows.first(moment.at + 1), theme) : chart::Chart{}});
    board.charts.push_back({"sample", moment.sample_title, sample_chart(moment, theme)});
    return board;
}

std::string location_words(const SingleLocation& s) {
    const auto whole = [](const char* pattern, std::int64_t value) {
        return formatted(pattern, static_cast<double>(value));
    };
    const char* link = s.link == Link::linear      ? "linear link"
                       : s.link == Link::quadratic ? "quadratic link"
                       : s.link == Link::relu      ? "ReLU link"
                                                   : "sign link";
    return std::string(link) + whole(", d = %.0f", s.d) + whole(", L = %.0f", s.L) + formatted(", β = %.3g", s.beta) +
           formatted(", γ = %.3g", s.gamma) + formatted(", ε = %.3g", s.epsilon) + whole(" · n = %.0f", s.n) +
           formatted(", step %.3g", s.step) + whole(", seed %.0f", s.seed);
}

}  // namespace coalesce::lab
