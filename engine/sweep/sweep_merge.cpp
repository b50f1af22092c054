#include <algorithm>
#include <cmath>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/sweep/sweep_folder.hpp"
#include "sweep/sweep_difference.hpp"
#include "sweep/sweep_files.hpp"

namespace coalesce {
namespace {

namespace fs = std::filesystem;

/// Reads the sweep that all folders have in common.
Sweep common_sweep(const std::vector<fs::path>& folders, const SweepLabs& labs) {
    const fs::path first = folders.front() / "sweep.json";
    const std::string text = read_text(first, largest_sweep_table);
    for (const fs::path& folder : folders) {
        const std::string other = read_text(folder / "sweep.json", largest_sweep_table);
        if (const std::string difference = sweep_difference(text, other); !difference.empty())
            throw InputError(folder.string() + ": is of another sweep than " + folders.front().string() + ": " +
                             difference + " (there and here)");
    }
    return parse_sweep(text, first.string(), labs, fs::absolute(folders.front()));
}

/// Index of the first measure that two done rows have different values of; wall_seconds, which no run repeats, is left
/// out. The number of measures: there is none.
std::size_t different_measure(const SweepTable& one, const SweepTable& other, std::size_t run) {
    const std::vector<SweepMeasure>& measures = one.sweep().measures;
    std::size_t k = 0;
    for (; k < measures.size(); ++k) {
        const double a = one.value(run, k), b = other.value(run, k);
        const bool same = a == b || (std::isnan(a) && std::isnan(b));
        if (!same && measures[k].name != "wall_seconds") break;
    }
    return k;
}

void add_rows(const SweepTable& rows, const fs::path& folder, SweepTable& all) {
    for (std::size_t run = 0; run < rows.sweep().runs(); ++run) {
        if (!rows.known(run)) continue;
        if (rows.done(run) && all.done(run)) {
            const std::size_t measure = different_measure(rows, all, run);
            if (measure < rows.sweep().measures.size())
                throw InputError(folder.string() + ": " + rows.sweep().name_of(run) + ": found another " +
                                 rows.sweep().measures[measure].name + " than in a folder before it");
        }
        all.put(run, rows.row(run));
    }
}

/// Copies what a run has left; its summary comes last and says that all is there.
void copy_cells(const fs::path& from, const fs::path& to) {
    std::error_code error;
    for (const fs::directory_entry& cell : fs::directory_iterator(from / "cells", error)) {
        const fs::path target = to / "cells" / cell.path().filename();
        std::vector<fs::path> files;
        for (const fs::directory_entry& file : fs::directory_iterator(cell.path(), error))
            if (!file.path().filename().string().starts_with(".")) files.push_back(file.path());
        std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
            return (a.filename() == "summary.json") < (b.filename() == "summary.json");
        });
        if (fs::exists(target / "summary.json", error)) continue;
        make_output_folder(target);
        for (const fs::path& file : files) {
            PendingFile copy(target / file.filename());
            fs::copy_file(file, copy.temporary(), fs::copy_options::overwrite_existing, error);
            if (error) throw RunError(file.string() + ": cannot be copied: " + error.message());
            copy.commit();
        }
    }
}

}  // namespace

SweepMerge merge_sweeps(const std::vector<fs::path>& folders, const fs::path& out, const SweepLabs& labs) {
    const Sweep sweep = common_sweep(folders, labs);
    SweepTable all(sweep);
    for (const fs::path& folder : folders) {
        SweepTable rows(sweep);
        read_sweep_folder(folder, rows);
        add_rows(rows, folder, all);
    }
    SweepFolder results(out, sweep, {});
    for (const fs::path& folder : folders) {
        std::error_code ignored;
        if (!fs::equivalent(folder, out, ignored)) copy_cells(folder, out);
    }
    for (std::size_t run = 0; run < sweep.runs(); ++run)
        if (all.known(run) && !results.table().done(run)) results.put(run, all.row(run));
    results.finish();
    return {all.count_known(), sweep.runs() - all.count_known(), all.count_failed()};
}

}  // namespace coalesce
