#pragma once

#include <memory>
#include <optional>
#include <string>

#include "desk/process.hpp"
#include "model/scene.hpp"
#include "record/recording.hpp"

namespace coalesce {

/// A recording made by the program's own `render` command.
class RecordingProcess {
  public:
    using State = CommandProcess::State;

    /// Starts at once. @throws RunError when no process can be made.
    RecordingProcess(const SceneDocument& document, const RecordingSettings& settings);
    ~RecordingProcess();
    RecordingProcess(const RecordingProcess&) = delete;
    RecordingProcess& operator=(const RecordingProcess&) = delete;

    /// Reads what the process said since the last call; never waits.
    State poll();
    void cancel() { process_->cancel(); }
    int frames_done() const { return frames_done_; }
    int frames_total() const { return frames_total_; }
    /// The last line the process wrote to stderr.
    const std::string& complaint() const { return process_->complaint(); }

  private:
    int frames_done_ = 0, frames_total_ = 0;
    std::string scene_file_;
    std::optional<CommandProcess> process_;
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
