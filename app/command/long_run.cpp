#include "command/long_run.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/document/twins.hpp"
#include "coalesce/field/direct.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce::command {
namespace fs = std::filesystem;

namespace {

SceneDocument with_absolute_paths(SceneDocument document) {
    if (auto* file = std::get_if<FileLaw>(&document.scene.tokens.law)) {
        file->path = fs::absolute(file->path).lexically_normal().string();
        file->relative.clear();
    }
    return document;
}

/// CRC-32 of the tokens at time 0 and their masses; 0 if they are drawn, and so a function of the scene.
std::uint32_t tokens_of_file(HeadlessRun& run) {
    if (!std::holds_alternative<FileLaw>(run.document().scene.tokens.law)) return 0;
    const Cloud cloud = run.simulation().initial_cloud();
    std::vector<double> values = row_major(cloud);
    values.insert(values.end(), cloud.masses().begin(), cloud.masses().end());
    return crc32(values.data(), values.size() * sizeof(double));
}

/// True of an unfinished checkpoint, an array that has just begun, or a set of results; a film that another process is
/// writing into the folder stays.
bool is_of_a_run(const fs::directory_entry& entry) {
    std::error_code ignored;
    const fs::path ending = entry.path().extension();
    if (entry.is_regular_file(ignored))
        return ending == ".bin" || (ending == ".npy" && entry.file_size(ignored) <= GrowingNpy::header_size);
    const fs::directory_iterator files(entry.path(), ignored);
    return std::all_of(begin(files), end(files), [](const fs::directory_entry& file) {
        return HeadlessRun::is_result(file.path().filename().string());
    });
}

}  // namespace

LongRun::LongRun(HeadlessRun& run, const fs::path& folder, Checkpoint common, const Checkpoint* from)
    : run_(run), common_(std::move(common)), writer_(folder / Checkpoint::file_name, common_.seconds) {
    if (run.simulation().on_device())
        throw InputError("--checkpoint: found a run on a CUDA device, whose state is not kept, expected --backend cpu");
    common_.program = this_program();
    common_.instructions = simd_target();
    common_.tokens = tokens_of_file(run);
    if (from) {
        writer_.continue_from(from->time);
        return;
    }
    // The first one shows at once whether the folder takes checkpoints.
    begin();
    if (const std::string failure = writer_.finish(); !failure.empty()) throw RunError(failure);
}

void LongRun::begin() {
    Checkpoint checkpoint = common_;
    checkpoint.time = run_.simulation().time();
    checkpoint.steps = run_.simulation().steps();
    checkpoint.state = run_.save_bytes();
    writer_.begin(std::move(checkpoint), [this] { run_.flush_snapshots(); });
}

void LongRun::end(bool interrupted) {
    note_failure(writer_.finish());
    if (!interrupted || !run_.resumable()) return;
    begin();
    note_failure(writer_.finish());
}

std::string scene_of_checkpoint(const SceneDocument& document) {
    return to_json(with_absolute_paths(document));
}

SceneDocument document_of(const Checkpoint& checkpoint, const fs::path& path) {
    return parse_scene(checkpoint.scene, path.string());
}

void restore(HeadlessRun& run, const Checkpoint& checkpoint, const fs::path& path) {
    if (tokens_of_file(run) != checkpoint.tokens)
        throw InputError(std::get<FileLaw>(run.document().scene.tokens.law).path +
                         ": the tokens have changed since the run began, expected those of " + path.string());
    try {
        run.restore_bytes(checkpoint.state);
    } catch (const InputError& error) {
        throw InputError(path.string() + ": " + error.what());
    }
}

void demand_same(const SceneDocument& asked, const SceneDocument& kept, const fs::path& path) {
    const SceneDocument here = with_absolute_paths(asked);
    for (const Parameter& parameter : parameters()) {
        const ParameterValue one = parameter.get(kept), other = parameter.get(here);
        if (one == other) continue;
        throw InputError(path.string() + ": is of another run: found " +
                         shortened(assignment_of(parameter, one, kept.scene.dimension)) + " there, and now " +
                         shortened(assignment_of(parameter, other, here.scene.dimension)) +
                         "; expected the same scene, or another folder");
    }
}

void note_instructions(const Checkpoint& checkpoint, const fs::path& path) {
    if (checkpoint.instructions == simd_target()) return;
    std::fprintf(stderr,
                 "coalesce: %s: was written on a machine with %s, here is %s: last digits may differ from those of a "
                 "run that was never stopped\n",
                 path.c_str(), checkpoint.instructions.c_str(), simd_target().c_str());
}

void remove_unfinished(const fs::path& folder) {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().filename().string().starts_with(".coalesce-") && is_of_a_run(entry))
            fs::remove_all(entry.path(), ignored);
}

bool has_finished(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::exists(folder / "summary.json", ignored)) return false;
    constexpr std::size_t largest_summary = 1 << 26;
    const auto summary = nlohmann::json::parse(read_text(folder / "summary.json", largest_summary), nullptr, false);
    return summary.is_object() && summary.contains("steps") && !summary.contains("stopped_by");
}

}  // namespace coalesce::command
