#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "flow/frame.hpp"
#include "flow/simulation.hpp"
#include "flow/within_step.hpp"
#include "observe/theory_monitor.hpp"
#include "record/film_buffers.hpp"

namespace coalesce {

/// A run seen at any rising sequence of times. It takes its own steps, whatever times are asked for, and ends as
/// `coalesce run` does, with a last shorter one where that is needed; between two states tokens go along the chord and
/// measurements with them. Nothing of what a frame shows is later than its time.
class Film {
  public:
    /// @param until  the run's end; 0: the scene's
    /// @param stop   as Simulation's
    Film(const Scene& scene, double linking_angle, int histogram_bins, WantedDensities densities = {}, double until = 0,
         StopToken stop = {});
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
    /// Measurements of the run up to the last frame: of the states that it observes, and of the frame. They do not
    /// depend on the frames before.
    const std::vector<Measurement>& history() const { return history_; }

  private:
    void step(double target);
    void give_to_device(bool keep);
    void keep_row();
    void begin_step(double target);
    void extend_history();
    void fill();
    void interpolate(double time);
    void stop_sharing(const std::string& why);
    template <class Action>
    void despite_device(const Action& action);

    Simulation simulation_;
    int histogram_bins_;
    WantedDensities densities_;
    TheoryMonitor theory_;
    double until_;
    Frame state_, frame_;  ///< the simulation's state, where filled_; the frame shown
    WithinStep within_;
    std::optional<Forecast> forecast_before_;  ///< of the state that the last step began with
    std::vector<Measurement> rows_, history_;
    std::size_t past_rows_ = 0;  ///< of rows_, those that are not later than the frame
    std::uint64_t sequence_ = 0;
    std::unique_ptr<FilmBuffers> shared_;
    std::string copied_;
    float later_ = 1;
    bool filled_ = false;
};

}  // namespace coalesce
