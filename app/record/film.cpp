#include "record/film.hpp"

#include <algorithm>
#include <cmath>

#include "model/error.hpp"

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

void go_between(std::span<const float> before, std::span<const float> after, float later, std::vector<float>& between) {
    between.assign(after.begin(), after.end());
    if (later >= 1) return;
    for (std::size_t i = 0; i < between.size(); i += 3) {
        float* x = &between[i];
        float square = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            x[k] = before[i + k] + later * (after[i + k] - before[i + k]);
            square += x[k] * x[k];
        }
        // Antipodes have no chord to follow: the token then jumps, as the step made it do.
        if (square < 1e-12f) {
            std::copy_n(&after[i], 3, x);
            continue;
        }
        for (std::size_t k = 0; k < 3; ++k) x[k] /= std::sqrt(square);
    }
}

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

Film::~Film() = default;

void Film::share(const DrawingDevice& device, const ViewState& view) {
    DeviceCloud* cloud = simulation_.device();
    if (!cloud) return;
    copied_ = device.why_not;
    Frame shared;
    shared.dimension = simulation_.scene().dimension;
    shared.in_buffer = true;
    shared.buffered = simulation_.live_tokens();
    if (!device.runtime || !drawn_from_buffer(shared, view)) return;
    try {
        shared_ = std::make_unique<FilmBuffers>(device, simulation_.live_tokens());
        shared_->give_to(*cloud);
        shared_->take_from(*cloud);
        shared_->keep();
    } catch (const RunError& error) {
        stop_sharing(error.what());
    }
}

TokenBuffer Film::buffer() const {
    return shared_ ? shared_->buffers(later_) : TokenBuffer{};
}

/// The tokens are the cloud's alone again.
void Film::stop_sharing(const std::string& why) {
    copied_ = why;
    despite_device([&] {
        before_ = shared_->end(*simulation_.device());
        copy_positions(simulation_.cloud(), after_);
    });
    shared_.reset();
}

/// Where the device fails in it, the film goes on on the CPU, from where the tokens last came to the host.
template <class Action>
void Film::despite_device(const Action& action) {
    const bool on_device = simulation_.device() != nullptr;
    try {
        action();
    } catch (const RunError& error) {
        if (!on_device) throw;
        copied_.clear();  // they are not on a device any more
        if (simulation_.device()) simulation_.lose_device(error.what());
        shared_.reset();
        copy_positions(simulation_.cloud(), after_);
        before_ = after_;
        filled_ = false;
    }
}

/// @param keep  what is in the buffer becomes the state before
void Film::give_to_device(bool keep) {
    DeviceCloud& cloud = *simulation_.device();
    try {
        if (keep) {
            shared_->take_from(cloud);
            shared_->keep();
        }
        shared_->give_to(cloud);
    } catch (const RunError& error) {
        stop_sharing(error.what());
    }
}

/// @param until  where the steps go
void Film::step(double until) {
    filled_ = false;
    // Only of the last is the state before it seen; the time after it may be off by a rounding.
    const bool last = simulation_.time() + 1.5 * simulation_.scene().time.dt >= until;
    if (shared_) give_to_device(last);
    time_before_ = simulation_.time();
    if (!shared_) before_.swap(after_);
    despite_device([&] {
        simulation_.step();
        if (!shared_) copy_positions(simulation_.cloud(), after_);
    });
}

const Frame& Film::at(double time, const std::function<bool()>& stop) {
    do {
        while (simulation_.time() < time) {
            if (stop && stop()) return frame_;
            step(time);
        }
        if (!filled_) fill();
    } while (!filled_);  // a device that is lost takes the last steps with it
    ++frame_.sequence;
    interpolate(time);
    return frame_;
}

/// Numbers beside theory are for reading at leisure; of theory a film shows the next merge.
void Film::fill() {
    filled_ = true;
    if (shared_) give_to_device(false);
    despite_device([&] {
        fill_frame(frame_, simulation_, histogram_bins_, nullptr, densities_, shared_ != nullptr);
        const Clustering clusters = simulation_.width_clustering();
        frame_.forecast = theory_.forecast({simulation_.time(), simulation_.observed_cloud(), clusters,
                                            frame_.now.alignment, frame_.phases, frame_.merges});
    });
    if (!shared_) return;
    try {
        shared_->take_from(*simulation_.device());
    } catch (const RunError& error) {
        stop_sharing(error.what());
        filled_ = false;
    }
}

void Film::interpolate(double time) {
    const double span = simulation_.time() - time_before_;
    later_ = span > 0 ? static_cast<float>(std::clamp((time - time_before_) / span, 0.0, 1.0)) : 1.0f;
    frame_.time = time;
    if (!shared_) go_between(before_, after_, later_, frame_.positions);
}

}  // namespace coalesce
