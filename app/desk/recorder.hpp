#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "desk/process.hpp"
#include "model/output.hpp"
#include "model/scene.hpp"
#include "record/recording.hpp"

namespace coalesce {

/// A recording made by the program's own `render` command.
class RecordingProcess {
  public:
    using State = CommandProcess::State;

    /// Starts at once. @throws RunError when no process or private file can be made.
    RecordingProcess(const SceneDocument& document, const RecordingSettings& settings);
    ~RecordingProcess();
    RecordingProcess(const RecordingProcess&) = delete;
    RecordingProcess& operator=(const RecordingProcess&) = delete;

    /// Reads what the process said since the last call; never waits.
    State poll();
    /// Asks it to end; poll() tells when it has.
    void stop();
    /// "120 of 600 frames, 2 min left", "finishing", "stopping".
    std::string progress() const;
    double share() const;
    /// The last line the process wrote to stderr.
    const std::string& complaint() const { return process_->complaint(); }
    const RecordingSettings& settings() const { return settings_; }

  private:
    using Clock = std::chrono::steady_clock;
    struct Mark {
        int frames;
        Clock::time_point at;
    };
    void take(const std::string& line);
    std::optional<double> seconds_left() const;

    RecordingSettings settings_;
    int frames_done_ = 0, frames_total_ = 0;
    bool finishing_ = false, stopping_ = false;
    std::deque<Mark> marks_;  ///< of the last quarter of the frames done
    PrivateFolder folder_;
    std::optional<CommandProcess> process_;
};

/// Words for a time left: "12 s", "3 min", "1 h 20 min".
std::string duration_text(double seconds);

/// State of the record dialogue.
struct RecorderDialog {
    RecordingSettings settings;
    Theme theme = Theme::dark;
    bool shown = false;     ///< in the frame before
    bool proposed = false;  ///< settings were filled in from the scene
    std::string proposal;   ///< of a file name; what differs from it was typed
    std::string replacing;  ///< the file that may be replaced, which was asked
    std::unique_ptr<RecordingProcess> process;
    std::string outcome;
    std::string recorded;  ///< file of the last recording that was completed
    bool outcome_is_error = false;
};

}  // namespace coalesce
