#include "lab/lab.hpp"

#include <algorithm>
#include <memory>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/text.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/film_of_lab.hpp"
#include "command/picture_format.hpp"
#include "command/verdict.hpp"

namespace coalesce::command {
namespace {

struct LabOptions {
    Common common;
    LabFilmOptions film;
    std::string out, theme = "light", picture;
    std::vector<std::string> formats;
};

bool has(const lab::Entry& entry, std::string_view key) {
    return std::find(entry.keys.begin(), entry.keys.end(), key) != entry.keys.end();
}

std::vector<Assignment> assignments(const lab::Entry& entry, const LabOptions& options) {
    std::vector<Assignment> set = options.common.set;
    // --seed applies only to laboratories that draw random numbers.
    if (options.common.seed && has(entry, "seed")) set.push_back("seed=" + std::to_string(*options.common.seed));
    if (options.common.until) set.push_back("until=" + decimal_text(*options.common.until));
    return set;
}

/// Checks that there is something to write, and what of it can be checked before anything is computed.
void check_outputs(const lab::Entry& entry, const LabOptions& options, Command command) {
    if (options.out.empty() && options.film.path.empty())
        throw InputError("lab " + std::string(entry.name) +
                         ": found neither of the two, expected --out DIR for results or --film FILE for a film");
    refuse_without_film(command, options.film);
    if (!options.picture.empty() && !options.film.path.empty())
        throw InputError("--film: found with --figure " + options.picture +
                         ", expected without: a figure stands still");
}

void run_lab(const lab::Entry& entry, const LabOptions& options, Command command) {
    check_outputs(entry, options, command);
    options.common.apply();
    const std::vector<Assignment> set = assignments(entry, options);
    if (!options.film.path.empty())
        film_of_lab({std::string(entry.name), set, options.theme == "dark" ? Theme::dark : Theme::light, {}},
                    options.film, options.common.quiet);
    if (options.out.empty()) return;
    const Theme theme = options.theme == "dark" ? Theme::dark : Theme::light;
    const auto lab = entry.make(options.picture, set, theme);
    PendingFolder results(options.out);
    const std::filesystem::path& folder = results.temporary();  // exists while the lab computes
    {
        ProgressLine progress(options.common.quiet);
        lab->compute([&](double done) { progress.show(done, std::string(entry.name)); });
    }
    const studies::Result result = lab::write(*lab, folder);
    figure::Painter painter(theme);
    write_pictures(painter, lab->page(), options.formats, folder, lab->picture_name());
    results.commit();
    Verdict verdict;
    verdict.print(std::string(entry.name), result);
    verdict.demand();
}

void add_settings(Command command, const lab::Entry& entry, LabOptions& options) {
    command.add_option("--out", options.out, "Folder for the results; created if it is missing (this or --film)")
        .type_name("DIR")
        .check(not_empty());
    add_film_to(command, has(entry, "until"), options.film);
    command.add_option("--set", options.common.set, "Set one of the keys below; repeatable")
        .type_name("KEY=VALUE")
        .repeatable();
    command
        .add_option(
            "--seed", options.common.seed,
            has(entry, "seed") ? "Short for --set seed=S" : "No effect: this laboratory draws no random numbers")
        .type_name("S")
        .transform(whole());
    if (has(entry, "until"))
        command.add_option("--until", options.common.until, "Short for --set until=T").type_name("T");
    command.add_option("--theme", options.theme, "Colours of the picture")
        .type_name("light|dark")
        .check(one_of({"light", "dark"}))
        .capture_default_str();
    add_formats_to(command, options.formats);
    options.common.add_machine_to(command);
}

void add_pictures(Command command, const lab::Entry& entry, LabOptions& options) {
    if (entry.pictures.empty()) return;
    std::vector<std::string> names;
    for (const lab::Picture& picture : entry.pictures) names.emplace_back(picture.name);
    command.add_option("--figure", options.picture, "Compute this figure of the paper instead (see below)")
        .type_name(alternatives(names))
        .check(one_of(names));
}

std::string footer(const lab::Entry& entry) {
    std::string text = "Keys, with their defaults:\n" + entry.reference;
    if (!entry.pictures.empty()) text += "\nFigures:\n";
    for (const lab::Picture& picture : entry.pictures) {
        text.append("  ").append(picture.name).append(std::string(4 - picture.name.size(), ' '));
        text.append(picture.about).append("\n");
    }
    if (!entry.pictures.empty())
        text += "A check that is NOT MET ends the command with exit code 1, after all files are written.\n";
    return text + "\nExamples:\n  coalesce lab " + std::string(entry.name) + " --out results\n  coalesce lab " +
           std::string(entry.name) + " --film " + std::string(entry.name) + ".mp4 --theme dark";
}

}  // namespace

void add_lab(Command root) {
    Command command = root.add_subcommand(
        "lab", "Compute a laboratory: theory and measurement of one-layer or equiangular attention");
    for (const lab::Entry& entry : lab::entries()) {
        Command one = command.add_subcommand(std::string(entry.name), std::string(entry.about));
        auto options = std::make_shared<LabOptions>();
        options->common.help.backend = "No effect on the results, which the CPU computes; cuda fails without a device";
        add_settings(one, entry, *options);
        add_pictures(one, entry, *options);
        one.footer(footer(entry));
        one.callback([&entry, options, one] { run_lab(entry, *options, one); });
    }
    command.require_subcommand();
    command.footer("Example:\n  coalesce lab infinite-width --set n=1024 --out results");
}

}  // namespace coalesce::command
