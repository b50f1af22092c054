#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "lab/location_plots.hpp"

namespace coalesce {

/// State of a descent, as the single-location panel shows it.
struct LocationShown {
    SingleLocation settings;
    std::vector<LocationRow> rows;
    lab::LocationSample sample;
    std::int64_t sample_iteration = 0;  ///< at which its tokens are seen
    bool trains = false, done = false;
    double per_second = 0;  ///< iterations per second of computing time
};

/// The descent of the single-location panel on a thread of its own.
class LocationLive {
  public:
    /// @param wake  called on that thread when there is something new to draw
    explicit LocationLive(std::function<void()> wake);

    /// Starts a descent with these settings; the former one runs until then.
    void restart(const SingleLocation& settings);
    void play(bool playing);
    bool playing() const;
    /// Selects the sample whose tokens are shown, modulo the number of samples.
    void show_sample(std::size_t sample);
    /// Selects the iteration at which its tokens are seen; nullopt: the newest.
    void show_iteration(std::optional<std::int64_t> iteration);
    /// Returns the newest state; nullptr before the first.
    std::shared_ptr<const LocationShown> latest() const;
    /// Returns why the last settings do not run; empty if they do.
    std::string complaint() const;

  private:
    void loop(const std::stop_token& stop);
    void begin(const SingleLocation& settings);
    void keep_student();
    void fill_sample(LocationShown& shown) const;
    void publish();

    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::optional<SingleLocation> asked_;
    bool playing_ = true, look_again_ = false;
    std::size_t sample_ = 0;
    std::optional<std::int64_t> iteration_;
    std::shared_ptr<const LocationShown> latest_;
    std::string complaint_;

    // Used by that thread only:
    std::optional<LocationRun> run_;
    std::map<std::int64_t, Student> students_;  ///< by iteration, for looks back
    std::int64_t stride_ = 1;                   ///< between the iterations whose students are kept
    bool done_ = true;
    double computing_ = 0;  ///< seconds
    std::jthread thread_;   ///< declared last: joined before the members that it uses are destroyed
};

}  // namespace coalesce
