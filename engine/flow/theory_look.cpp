#include "coalesce/flow/theory_look.hpp"

#include <algorithm>

namespace coalesce {

std::vector<Comparison> look_at_theory(TheoryMonitor& monitor, Simulation& simulation,
                                       const std::function<bool()>& hurried) {
    const double residual = simulation.measure().alignment;
    const Clustering clusters = simulation.width_clustering();
    const TheoryMonitor::State state{simulation.time(),   simulation.cloud(),  clusters, residual, simulation.phases(),
                                     simulation.merges(), simulation.touched()};
    constexpr double patience = 10, share = 0.25, hurried_patience = 1;
    std::vector<Comparison> rows;
    for (double left = patience; left > 0; left -= share) {
        rows = monitor.compare(state, share);
        if (!monitor.lags()) break;
        if (hurried && hurried()) left = std::min(left, hurried_patience);
    }
    return rows;
}

}  // namespace coalesce
