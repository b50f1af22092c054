#include <filesystem>
#include <memory>

#include "coalesce/model/output.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/picture_format.hpp"
#include "command/verdict.hpp"
#include "figure/figure.hpp"
#include "figure/provenance.hpp"

namespace coalesce::command {
namespace {

struct ReproduceOptions {
    Common common;
    std::string figure, out, theme = "light";
    std::vector<std::string> formats;
};

/// A figure to compute. All are created first, so that all settings are checked before the first computation.
struct Job {
    std::string name;
    std::unique_ptr<figure::Figure> figure;
};

std::vector<Job> read_jobs(const ReproduceOptions& options, Theme theme) {
    options.common.apply();
    const std::vector<Assignment> set = options.common.assignments();
    std::vector<Job> jobs;
    const auto add = [&](const figure::Entry& entry) {
        jobs.push_back({std::string(entry.name), entry.make(set, theme)});
    };
    if (options.figure == "all")
        for (const figure::Entry& entry : figure::entries()) add(entry);
    else
        add(figure::find_entry(options.figure));
    return jobs;
}

void reproduce(const ReproduceOptions& options) {
    const Theme theme = options.theme == "dark" ? Theme::dark : Theme::light;
    const std::vector<Job> jobs = read_jobs(options, theme);
    PendingFolder place(options.out);  // removes the folder if no figure is completed
    place.temporary();                 // its hidden folder shows that the figures are being computed
    figure::Painter painter(theme);
    Verdict verdict;
    for (const auto& [name, figure] : jobs) {
        {
            ProgressLine progress(options.common.quiet);
            figure->compute([&, &label = name](double done) { progress.show(done, label); });
        }
        // The files of a figure appear together as soon as it is done.
        PendingFolder results(options.out);
        const std::filesystem::path& folder = results.temporary();
        write_pictures(painter, figure->page(), options.formats, folder, name);
        studies::Result result = figure->result();
        result.provenance = figure::provenance();
        write_result(result, folder, name + ".json");
        results.commit();
        verdict.print(name, result);
    }
    verdict.demand();
}

}  // namespace

void add_reproduce(Command root) {
    Command command = root.add_subcommand("reproduce", "Compute a figure of the papers, draw it and check its numbers");
    auto options = std::make_shared<ReproduceOptions>();
    std::string names = "all", about;
    for (const figure::Entry& entry : figure::entries()) {
        names.append(", ").append(entry.name);
        about.append("  ").append(entry.name).append(std::string(20 - entry.name.size(), ' '));
        about.append(entry.about).append("\n");
    }
    command.add_option("FIGURE", options->figure, "Name of the figure: " + names).type_name("").required();
    command.add_option("--out", options->out, "Folder for FIGURE.png and FIGURE.json; created if it is missing")
        .type_name("DIR")
        .check(not_empty())
        .required();
    command.add_option("--theme", options->theme, "Colours of the picture")
        .type_name("light|dark")
        .check(one_of({"light", "dark"}))
        .capture_default_str();
    add_formats_to(command, options->formats);
    options->common.add_to(command, false);
    command.footer("Figures:\n" + about +
                   "A figure refuses a value for a key that it does not use or that it sweeps.\n"
                   "A check that is NOT MET ends the command with exit code 1, after all files are written.\n\n"
                   "Example:\n  coalesce reproduce ms2 --out figures");
    command.callback([options] { reproduce(*options); });
}

}  // namespace coalesce::command
