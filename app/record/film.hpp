#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "flow/frame.hpp"
#include "flow/simulation.hpp"
#include "observe/theory_monitor.hpp"
#include "record/film_buffers.hpp"

namespace coalesce {

/// Tokens, xyz each, on their way along the chord from one state to a later one, normalised; shaders/moved.glsl moves
/// those in buffers alike.
/// @param later  share of the way, 0 to 1
void go_between(std::span<const float> before, std::span<const float> after, float later, std::vector<float>& between);

/// A simulation seen at any rising sequence of times. Steps are whole steps of the scene's dt, whatever times are asked
/// for; between two of them tokens go along the chord, normalised. Measurements are those of the later step.
class Film {
  public:
    Film(const Scene& scene, double linking_angle, int histogram_bins, WantedDensities densities = {});
    ~Film();

    /// Frames to come have their tokens in buffer() where this view can be drawn from there and the simulation lives on
    /// the device. Should that fail on the way, they are copied.
    void share(const DrawingDevice& device, const ViewState& view);

    /// @param stop  asked between steps; true ends the wait and leaves the frame as it was
    const Frame& at(double time, const std::function<bool()>& stop = {});
    /// Of the last frame, where it is in one.
    TokenBuffer buffer() const;
    /// Why tokens on a device are copied; empty where they are not, or need not be shared.
    const std::string& copied() const { return copied_; }
    Simulation& simulation() { return simulation_; }

  private:
    void step(double until);
    void give_to_device(bool keep);
    void fill();
    void interpolate(double time);
    void stop_sharing(const std::string& why);
    template <class Action>
    void despite_device(const Action& action);

    Simulation simulation_;
    int histogram_bins_;
    WantedDensities densities_;
    TheoryMonitor theory_;
    Frame frame_;
    std::vector<float> before_, after_;  ///< xyz of the two steps around the time asked for, where they are not shared
    std::unique_ptr<FilmBuffers> shared_;
    std::string copied_;
    double time_before_ = 0;
    float later_ = 1;
    bool filled_ = false;
};

}  // namespace coalesce
