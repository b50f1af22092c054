#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "model/scene.hpp"
#include "record/recording.hpp"

namespace coalesce {

/// A recording made by the program's own `render` command in a process of its own: the desktop keeps its frame rate and
/// its OpenGL context, an encoder's failure is a message, and cancelling leaves what a killed `render` leaves.
class RecordingProcess {
  public:
    enum class State { running, done, failed, cancelled };

    /// Starts at once. @throws RunError when no process can be made.
    RecordingProcess(const SceneDocument& document, const RecordingSettings& settings);
    ~RecordingProcess();
    RecordingProcess(const RecordingProcess&) = delete;
    RecordingProcess& operator=(const RecordingProcess&) = delete;

    /// Reads what the process said since the last call; never waits.
    State poll();
    void cancel();
    int frames_done() const { return frames_done_; }
    int frames_total() const { return frames_total_; }
    /// The last line the process wrote to stderr.
    const std::string& complaint() const { return complaint_; }

  private:
    void read_progress();
    void read_complaint();

    State state_ = State::running;
    pid_t child_ = -1;
    int progress_ = -1, errors_ = -1;
    int frames_done_ = 0, frames_total_ = 0;
    std::string pending_, complaint_, scene_file_;
};

/// State of the record dialogue.
struct RecorderDialog {
    RecordingSettings settings;
    bool proposed = false;  ///< settings were filled in from the scene
    std::unique_ptr<RecordingProcess> process;
    std::string outcome;
    bool outcome_is_error = false;
};

}  // namespace coalesce
