#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

#include "flow/frame.hpp"
#include "flow/simulation.hpp"

namespace coalesce {

/// How fast a playing simulation goes.
struct Pace {
    enum class Kind { steps_per_frame, time_per_second, unlimited } kind = Kind::steps_per_frame;
    double value = 1;  ///< steps a displayed frame (1/60 s), or simulated time per second
    bool operator==(const Pace&) const = default;
};

/// Commands of the desktop, taken in order between two steps.
namespace live {
struct Play {};
struct Pause {};
struct Step {
    int count = 1;
};
struct Reset {};
/// A document with the same tokens changes the model at once; other tokens draw a new cloud.
struct Edit {
    Scene scene;
};
/// Draws the cloud anew even where nothing but the running state differs.
struct Replace {
    Scene scene;
    bool play = false;
};
struct SetPace {
    Pace pace;
};
struct Observe {
    double linking_angle;
    int histogram_bins;
    WantedDensities densities{};
};
}  // namespace live
using Command = std::variant<live::Play, live::Pause, live::Step, live::Reset, live::Edit, live::Replace, live::SetPace,
                             live::Observe>;

/// A Simulation on its own thread. Publishes complete frames by triple buffering: a reader never waits for a step and a
/// step never waits for a reader. Sleeps while paused.
class LiveSimulation {
  public:
    explicit LiveSimulation(Scene scene);
    ~LiveSimulation();
    LiveSimulation(const LiveSimulation&) = delete;
    LiveSimulation& operator=(const LiveSimulation&) = delete;

    void send(Command command);

    /// The newest complete frame. Valid until the next call from the same (single) reading thread. Until the engine's
    /// thread has published the first one, a frame without tokens whose sequence is 0.
    const Frame& latest();
    /// Measurements of one generation in time order, one a published state; thinned to every second one when they pass
    /// 20 000.
    struct History {
        std::uint64_t version = 0;  ///< changes with the generation and with every thinning
        std::vector<Measurement> rows;
    };
    /// Brings `history` up to date.
    void update(History& history) const;
    /// Called on the engine's thread whenever something was published; the window uses it to leave its idle wait.
    /// Once this returns, the former function is not running any more.
    void on_publish(std::function<void()> wake);
    /// A message for the user when the last Edit or Replace was refused (the old scene lives on); empty otherwise.
    std::string take_refusal();
    /// The state as of the last step, for saving tokens: copied by the engine's thread between two steps.
    Cloud snapshot() const;

    struct Shared;

  private:
    std::unique_ptr<Shared> shared_;
    std::thread thread_;
};

}  // namespace coalesce
