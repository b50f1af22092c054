#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/flow/dynamics.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/flow/within_step.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "interop/film_buffers.hpp"

namespace coalesce {

/// A run shown at a rising sequence of times. Its steps do not depend on these times, and it ends as `coalesce run`
/// does, with a shorter last step if needed. Between two states tokens are interpolated along the chord and
/// measurements linearly. A frame shows nothing later than its time.
class Film {
  public:
    /// @param until  end of the run; 0: the scene's time.until
    /// @param stop   as in Simulation::set_stop
    Film(const Scene& scene, double linking_angle, int histogram_bins, WantedDensities densities = {}, double until = 0,
         StopToken stop = {});
    ~Film();

    /// Lets later frames have their tokens in buffer(), if the simulation is on the device that draws and the view can
    /// be drawn from a buffer. After a failure tokens are copied.
    void share(const DrawingDevice& device, const ViewState& view);

    /// Continues with another model, other times and another solver from the present state on; the run then ends at
    /// their time.until. Throws InputError.
    void change(const Dynamics& dynamics);
    /// Observes otherwise; the motion is unchanged.
    void observe(double linking_angle, int histogram_bins, WantedDensities densities);

    /// Compares the state after the last step with the limit theorems, however long that takes. Films show the forecast
    /// of the next merge in every frame, and no other limit unless they ask here.
    std::vector<Comparison> compare_with_theory();

    /// Steps up to `time` and returns its frame, valid until the next call.
    /// @param stop  called before every step; true returns the former frame. It may call change().
    const Frame& at(double time, const std::function<bool()>& stop = {});
    /// Buffer of the last frame's tokens; empty if they are in the frame itself.
    TokenBuffer buffer() const;
    /// Why tokens on a device are copied; empty if they are not.
    const std::string& copied() const { return copied_; }
    Simulation& simulation() { return simulation_; }
    /// Measurements up to the last frame: one for each state that the run observes, and one for the frame. They do not
    /// depend on earlier frames.
    const std::vector<Measurement>& history() const { return history_; }

  private:
    void step(double target);
    void give_to_device(bool keep);
    void take_from_device();
    void keep_row();
    void begin_step(double target);
    void extend_history();
    void fill();
    void interpolate(double time);
    void stop_sharing(const std::string& why);
    template <class Action>
    void despite_device(const Action& action);

    Simulation simulation_;
    double linking_angle_;
    int histogram_bins_;
    WantedDensities densities_;
    TheoryMonitor theory_;
    double until_;
    Frame state_, frame_;  ///< frame of the simulation's state, valid if filled_; the frame shown
    WithinStep within_;
    std::optional<Forecast> forecast_before_;  ///< forecast at the state before the last step
    std::vector<Measurement> rows_, history_;
    std::size_t past_rows_ = 0;  ///< number of rows_ that are not later than the frame
    std::uint64_t sequence_ = 0;
    std::unique_ptr<FilmBuffers> shared_;
    std::string copied_;
    float later_ = 1;
    bool filled_ = false;
};

}  // namespace coalesce
