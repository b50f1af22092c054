#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/studies/paper.hpp"

namespace coalesce::studies {
namespace {

/// More rows than a plot resolves, few enough that measuring costs little beside stepping.
constexpr std::uint64_t most_rows = 500;

PaperRun::Panel take_panel(Simulation& simulation, const HeatTheory& heat, const SceneDocument& document,
                           std::uint64_t sequence) {
    PaperRun::Panel panel;
    fill_frame(panel.frame, simulation, document.view.histogram_bins);
    panel.frame.sequence = sequence;
    const Cloud& cloud = simulation.cloud();
    const std::vector<double> angles = plane_angles(cloud, simulation.leading_space());
    panel.heat_w1 = std::numeric_limits<double>::quiet_NaN();
    if (heat.valid) {
        const std::vector<WrappedNormal> law = heat.at(simulation.time());
        panel.heat_w1 = circle_w1(angles, cloud.masses(), [&](double angle) { return cumulative(law, angle); });
    }
    return panel;
}

/// Follows the mean angle in the plane of E_max; rows are close enough that no token turns by π between two.
class TurnCounter {
  public:
    TurnCounter(const Cloud& cloud, const LeadingSpace& space) : space_(space), last_(plane_angles(cloud, space)) {}

    double advance(const Cloud& cloud) {
        std::vector<double> now = plane_angles(cloud, space_);
        for (std::size_t i = 0; i < now.size(); ++i) {
            sum_ += cloud.mass(i) * std::remainder(now[i] - last_[i], 2 * std::numbers::pi);
        }
        last_ = std::move(now);
        return sum_;
    }

  private:
    const LeadingSpace& space_;
    std::vector<double> last_;
    double sum_ = 0;
};

}  // namespace

PaperRun compute_paper(const PaperSpec& spec, const SceneDocument& document, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    PaperRun run;
    run.spec = &spec;
    run.document = document;
    run.heat = heat_theory(document.scene);
    run.space = leading_space(document.scene.model);
    run.predicted_speed = rotation_speed(document.scene.model, run.space);

    Simulation simulation(document.scene);
    simulation.set_linking_angle(document.view.linking_angle);
    const TimeSpec& time = document.scene.time;
    // The steps are those of `run`: whole ones, and a last shorter one where the end is no multiple of dt.
    const auto steps = static_cast<std::uint64_t>(std::max(1.0, std::ceil(time.until / time.dt - 1e-6)));
    const std::uint64_t stride = std::max<std::uint64_t>(1, steps / most_rows);
    const auto panel_step = [&](std::size_t panel) {
        return static_cast<std::uint64_t>(std::round(spec.panels[panel] * static_cast<double>(steps)));
    };

    TurnCounter turns(simulation.cloud(), run.space);
    for (std::uint64_t step = 0;; ++step) {
        const bool last = !(simulation.time() < time.until);
        if (step % stride == 0 || last) {
            run.series.push_back(simulation.measure());
            run.turned.push_back({simulation.time(), turns.advance(simulation.cloud())});
        }
        while (run.panels.size() < spec.panels.size() && (last || panel_step(run.panels.size()) <= step)) {
            run.panels.push_back(take_panel(simulation, run.heat, document, run.panels.size() + 1));
        }
        if (last) break;
        simulation.step_towards(time.until);
        progress(std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(steps)));
    }
    run.steps = simulation.steps();
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return run;
}

double measured_speed(const PaperRun& run) {
    const PaperRun::Turned& last = run.turned.back();
    const double turn = run.predicted_speed != 0 ? 2 * std::numbers::pi / std::abs(run.predicted_speed) : last.time;
    const double from = last.time - std::min(turn, last.time / 2);
    const auto first = std::find_if(run.turned.begin(), run.turned.end() - 1,
                                    [&](const PaperRun::Turned& row) { return row.time >= from; });
    return last.time > first->time ? (last.angle - first->angle) / (last.time - first->time) : 0;
}

}  // namespace coalesce::studies
