#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "command/checkpoint.hpp"
#include "command/folder_lock.hpp"
#include "command/snapshots.hpp"

namespace coalesce::command {

/// The request to `coalesce run`.
struct RunPlan {
    std::filesystem::path folder;          ///< of the results
    std::vector<SceneDocument> documents;  ///< the first run, then its twins
    std::string backend = "auto";          ///< as asked for
    bool quiet = false;
    std::optional<double> checkpoint{};  ///< seconds between two checkpoints; nullopt: none
    SnapshotRule snapshots{};
    std::optional<Checkpoint> from{};  ///< the checkpoint that the run goes on from; nullopt: it begins
    std::optional<FolderLock> lock{};  ///< of the folder, if it was there
};

/// Takes the runs to their end or to a signal, and writes their folders: twins within that of the first run.
/// @throws Interrupted  a signal came; everything up to there is written
void carry_out(RunPlan& plan);

}  // namespace coalesce::command
