#include "record/film.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {
namespace {

void copy_positions(const Cloud& cloud, std::vector<float>& out) {
    out.resize(3 * cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        for (std::size_t k = 0; k < 3; ++k) out[3 * i + k] = static_cast<float>(x[k]);
    }
}

}  // namespace

Film::Film(const Scene& scene, double linking_angle, int histogram_bins, WantedDensities densities)
    : simulation_(scene),
      histogram_bins_(histogram_bins),
      densities_(densities),
      theory_(scene, simulation_.observed_initial_cloud()) {
    simulation_.set_linking_angle(linking_angle);
    frame_.longitude = initial_longitudes(simulation_.initial_cloud());
    copy_positions(simulation_.cloud(), after_);
    before_ = after_;
}

const Frame& Film::at(double time, const std::function<bool()>& stop) {
    while (simulation_.time() < time) {
        if (stop && stop()) return frame_;
        before_.swap(after_);
        time_before_ = simulation_.time();
        simulation_.step();
        copy_positions(simulation_.cloud(), after_);
        filled_ = false;
    }
    if (!filled_) fill();
    filled_ = true;
    ++frame_.sequence;
    interpolate(time);
    return frame_;
}

/// Numbers beside theory are for reading at leisure; of theory a film shows the next merge.
void Film::fill() {
    fill_frame(frame_, simulation_, histogram_bins_, nullptr, densities_);
    const Clustering clusters = simulation_.width_clustering();
    frame_.forecast = theory_.forecast({simulation_.time(), simulation_.observed_cloud(), clusters,
                                        frame_.now.alignment, frame_.phases, frame_.merges});
}

void Film::interpolate(double time) {
    const double span = simulation_.time() - time_before_;
    const double t = span > 0 ? std::clamp((time - time_before_) / span, 0.0, 1.0) : 1.0;
    frame_.time = time;
    frame_.positions = after_;
    if (t == 1) return;
    const auto later = static_cast<float>(t);
    for (std::size_t i = 0; i < frame_.positions.size(); i += 3) {
        float* x = &frame_.positions[i];
        float square = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            x[k] = before_[i + k] + later * (after_[i + k] - before_[i + k]);
            square += x[k] * x[k];
        }
        // Antipodes have no chord to follow: the token then jumps, as the step made it do.
        if (square < 1e-12f) {
            std::copy_n(&after_[i], 3, x);
            continue;
        }
        for (std::size_t k = 0; k < 3; ++k) x[k] /= std::sqrt(square);
    }
}

}  // namespace coalesce
