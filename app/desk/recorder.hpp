#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/output.hpp"
#include "desk/process.hpp"
#include "lab/lab_film.hpp"
#include "record/recording.hpp"

namespace coalesce {

/// A recording, made by the program's `render` command in a child process.
class RecordingProcess {
  public:
    using State = CommandProcess::State;

    /// Starts the process.
    /// @param options  further options of `render`
    /// @throws RunError  if no process or private file can be created
    RecordingProcess(const SceneDocument& document, const RecordingSettings& settings,
                     const std::vector<std::string>& options = {});
    /// The same for a film of a laboratory, which the command `lab` makes.
    explicit RecordingProcess(const lab::LabFilm& film);
    ~RecordingProcess();
    RecordingProcess(const RecordingProcess&) = delete;
    RecordingProcess& operator=(const RecordingProcess&) = delete;

    /// Reads the output since the last call, without blocking, and returns the state.
    State poll();
    /// Sends SIGTERM; poll() says when the process has ended.
    void stop();
    /// Returns the progress in words: "120 of 600 frames, 2 min left", "finishing", "stopping".
    std::string progress() const;
    /// Share of the frames that are done, 0 to 1.
    double share() const;
    /// The last line that the process wrote to stderr.
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
    std::deque<Mark> marks_;  ///< times of the last quarter of the frames done
    PrivateFolder folder_;
    std::optional<CommandProcess> process_;
};

/// Returns the arguments of the program that make a film of a laboratory.
std::vector<std::string> lab_film_arguments(const lab::LabFilm& film);

/// Returns a duration in words: "12 s", "3 min", "1 h 20 min".
std::string duration_text(double seconds);

/// State of the record dialogue.
struct RecorderDialog {
    RecordingSettings settings;
    Theme theme = Theme::dark;
    bool shown = false;                               ///< it was shown in the last frame
    bool proposed = false;                            ///< settings were filled in from the scene, or the laboratory
    std::string subject;                              ///< laboratory that the settings are for; empty: the run
    std::map<std::string, RecordingSettings> others;  ///< those of what was recorded before, by subject
    std::string proposal;                             ///< proposed file name; a different one was typed
    std::string replacing;                            ///< existing file whose replacement the user has confirmed
    std::unique_ptr<RecordingProcess> process;
    std::string outcome;
    std::string recorded;  ///< file of the last complete recording
    bool outcome_is_error = false;
};

}  // namespace coalesce
