#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "command/checkpoint.hpp"
#include "command/headless_run.hpp"

namespace coalesce::command {

/// Checkpoints of one run in its folder.
class LongRun {
  public:
    /// @param common  what all checkpoints of the run have: scene (scene_of_checkpoint), backend, seconds, snapshots
    /// @param from    the checkpoint that the run was restored from; nullptr: it begins
    /// @throws InputError  the run is on a device, whose state is not kept
    LongRun(HeadlessRun& run, const std::filesystem::path& folder, Checkpoint common, const Checkpoint* from);

    /// Begins a checkpoint of the present state if one is due.
    void look() {
        if (writer_.due()) begin();
    }
    /// Waits for the checkpoint that is being written, and after a signal writes the last one.
    void end(bool interrupted);
    /// Time from which the run would be gone on with.
    std::optional<double> time() const { return writer_.time(); }

  private:
    void begin();

    HeadlessRun& run_;
    Checkpoint common_;  ///< without the state
    CheckpointWriter writer_;
};

/// The scene as checkpoints hold it: JSON, with token files by their absolute paths.
std::string scene_of_checkpoint(const SceneDocument& document);
/// The scene of a checkpoint. @throws InputError
SceneDocument document_of(const Checkpoint& checkpoint, const std::filesystem::path& path);
/// Continues a run from a checkpoint of its scene.
/// @param path  names it in messages
/// @throws InputError  the tokens' file has changed since, or the state is not of this scene
void restore(HeadlessRun& run, const Checkpoint& checkpoint, const std::filesystem::path& path);
/// Checks that a scene is the one of a checkpoint.
/// @throws InputError  naming the first key that differs, with both values
void demand_same(const SceneDocument& asked, const SceneDocument& kept, const std::filesystem::path& path);
/// Says on stderr if the machine's instruction set is another than the checkpoint's.
void note_instructions(const Checkpoint& checkpoint, const std::filesystem::path& path);
/// Removes what killed processes were writing. The caller has the folder's lock.
void remove_unfinished(const std::filesystem::path& folder);
/// True if a folder has the results of a run that came to its end.
bool has_finished(const std::filesystem::path& folder);

}  // namespace coalesce::command
