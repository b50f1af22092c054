#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "coalesce/model/error.hpp"
#include "command/command.hpp"
#include "view/image.hpp"

namespace coalesce::test {

/// A temporary folder.
struct Folder {
    explicit Folder(const char* name)
        : path(std::filesystem::temp_directory_path() / (std::string("coalesce-reproduce-") + name)) {
        std::filesystem::remove_all(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

/// Runs `coalesce reproduce …`.
inline void reproduce(std::vector<std::string> arguments) {
    command::CommandLine line("", "");
    command::add_reproduce(line.root());
    arguments.insert(arguments.begin(), "reproduce");
    line.run(arguments);
}

/// Returns the message of the refusal.
inline std::string refusal(std::vector<std::string> arguments) {
    try {
        reproduce(std::move(arguments));
    } catch (const InputError& error) {
        return error.what();
    }
    return "nothing was refused";
}

/// Returns FIGURE.json; checks that the picture has the right size and is not empty, and that the command fails exactly
/// if a check does.
inline nlohmann::json reproduced(const Folder& folder, const std::string& figure, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{figure, "--out", folder.path.string(), "--quiet"};
    for (std::string& assignment : more) arguments.insert(arguments.end(), {"--set", std::move(assignment)});
    bool met = true;
    try {
        reproduce(arguments);
    } catch (const RunError&) {
        met = false;
    }
    const Image image = read_png(folder.path / (figure + ".png"));
    if (image.width != 2400 || image.height <= 800) throw RunError(figure + ".png is not of the size of a figure");
    if (!(image_difference(image, Image(image.width, image.height)) > 0.5))  // light paper against black
        throw RunError(figure + ".png is empty");
    std::ifstream stream(folder.path / (figure + ".json"));
    auto json = nlohmann::json::parse(stream);
    if (json["pass"] != met) throw RunError(figure + ": the command's outcome is not that of the checks");
    return json;
}

}  // namespace coalesce::test
