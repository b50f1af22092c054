#include "coalesce/studies/single_location_run.hpp"

#include <cmath>

#include "coalesce/studies/single_location_oracle.hpp"
#include "coalesce/studies/single_location_plane.hpp"
#include "coalesce/studies/single_location_risk.hpp"

namespace coalesce {

LocationWork work_of(const SingleLocation& settings) {
    // Seconds on one core: drawing a number; its part in loss and gradient; a token of a measured risk; one of the 32
    // scores of a phase cell's sample.
    constexpr double draw = 5e-9, descend = 3e-9, token = 2e-8, score = 1e-7;
    const auto tokens = static_cast<double>(settings.L);
    const double risk = token * tokens * static_cast<double>(settings.risk_samples);
    const double numbers = static_cast<double>(settings.n) * tokens * static_cast<double>(settings.d);
    const double trained = can_train(settings) ? numbers : 0;
    return {.data = (draw + descend) * trained + risk,
            .descent = static_cast<double>(settings.iterations) * (descend * trained + risk),
            .section = token * tokens * RiskSection::points * static_cast<double>(section_samples(settings)),
            .phases = score * 32 * LocationPhases::rows * LocationPhases::columns * LocationPhases::samples};
}

LocationRun::LocationRun(const SingleLocation& settings, std::size_t most_rows)
    : settings_(settings), start_(order_of(start_of(settings))), most_rows_(most_rows) {
    // Exact values: a sign or a kink would not take 1e-17 for 0.
    if (settings.start == LocationStart::manifold) start_ = {.mu = settings.mu, .nu = settings.nu};
    if (trainable(settings.link)) check(settings);
    if (can_train(settings)) {
        descent_.emplace(settings);
        theory_.emplace(settings, start_);
    }
    record();
}

bool LocationRun::advance() {
    if (!descent_ || descent_->iteration() >= settings_.iterations) return false;
    descent_->advance();
    theory_->advance();
    const bool last = descent_->iteration() == settings_.iterations;
    if (descent_->iteration() % stride_ == 0 || last) record();
    return !last;
}

void LocationRun::record() {
    LocationRow row;
    row.iteration = iteration();
    row.loss = descent_ ? descent_->loss() : NAN;
    row.order = iteration() > 0 ? descent_->order() : start_;
    row.flow = theory_ ? theory_->flow() : start_;
    row.map = theory_ ? theory_->map() : start_;
    row.test = measure_risk(settings_, row.order);
    row.risk_flow = mean_risk(settings_, row.flow);
    row.risk_paper = paper_risk(settings_, row.flow);
    row.risk_map = mean_risk(settings_, row.map);
    rows_.push_back(row);
    if (most_rows_ == 0 || rows_.size() <= most_rows_) return;
    stride_ *= 2;
    std::erase_if(
        rows_, [&](const LocationRow& r) { return r.iteration % stride_ != 0 && r.iteration != settings_.iterations; });
}

}  // namespace coalesce
