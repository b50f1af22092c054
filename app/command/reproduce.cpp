#include <filesystem>
#include <memory>

#include "command/command.hpp"
#include "command/usage.hpp"
#include "figure/figure.hpp"
#include "model/files.hpp"

namespace coalesce::command {
namespace {

struct Options {
    Common common;
    std::string figure, out, theme = "light";
};

/// A figure and the document it will be simulated from; all are read before the first is simulated.
struct Job {
    const figure::Spec* spec;
    SceneDocument document;
};

SceneDocument load(const Options& options, const figure::Spec& spec, Theme theme) {
    Common common = options.common;
    common.scene = spec.name;
    // The user's own come last and win.
    common.set.insert(common.set.begin(), spec.assignments.begin(), spec.assignments.end());
    SceneDocument document = common.load();
    document.view.theme = theme;
    figure::validate(spec, document);
    return document;
}

std::vector<Job> read_jobs(const Options& options, Theme theme) {
    std::vector<Job> jobs;
    if (options.figure == "all") {
        for (const figure::Spec& spec : figure::specs()) jobs.push_back({&spec, load(options, spec, theme)});
    } else {
        const figure::Spec& spec = figure::find_spec(options.figure);
        jobs.push_back({&spec, load(options, spec, theme)});
    }
    return jobs;
}

void reproduce(const Options& options) {
    const Theme theme = options.theme == "dark" ? Theme::dark : Theme::light;
    const std::vector<Job> jobs = read_jobs(options, theme);
    make_output_folder(options.out);
    figure::Painter painter(theme);
    for (const Job& job : jobs) {
        const std::string name(job.spec->name);
        figure::Run run;
        {
            ProgressLine progress(options.common.quiet);
            run = figure::simulate(*job.spec, job.document, [&](double done) { progress.show(done, name); });
        }
        const std::vector<figure::Check> checks = figure::checks(run);
        const std::filesystem::path folder(options.out);
        write_png(painter.paint(run), folder / (name + ".png"));
        write_file(folder / (name + ".json"), figure::to_json(run, checks));
        for (const figure::Check& check : checks) {
            std::printf("%s: %s %.3g, at most %.3g: %s\n", name.c_str(), check.what.c_str(), check.value, check.at_most,
                        check.pass() ? "met" : "NOT MET");
        }
    }
}

}  // namespace

void add_reproduce(CLI::App& root) {
    CLI::App* app = root.add_subcommand("reproduce", "Simulate a figure of the paper, draw it and measure it");
    auto options = std::make_shared<Options>();
    std::string names = "all";
    for (const figure::Spec& spec : figure::specs()) names.append(", ").append(spec.name);
    app->add_option("FIGURE", options->figure, "Which figure: " + names)->type_name("")->required();
    app->add_option("--out", options->out, "Folder for FIGURE.png and FIGURE.json")
        ->type_name("DIR")
        ->check(not_empty())
        ->required();
    app->add_option("--theme", options->theme, "Colours of the picture")
        ->type_name("light|dark")
        ->check(one_of({"light", "dark"}))
        ->capture_default_str();
    options->common.add_to(*app, false);
    app->footer("Example:\n  coalesce reproduce ms2 --out figures");
    app->callback([options] { reproduce(*options); });
}

}  // namespace coalesce::command
