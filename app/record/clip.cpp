#include "record/clip.hpp"

#include <cmath>
#include <utility>

#include "coalesce/document/twins.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/text.hpp"
#include "record/clip_edits.hpp"
#include "version.hpp"

namespace coalesce {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* marker = "coalesce_clip";
constexpr int format_version = 1;

/// Bytes as people read them: "2.3 MiB", "40 KiB".
std::string size_text(std::size_t bytes) {
    constexpr double kibi = 1024;
    const auto size = static_cast<double>(bytes);
    return size < kibi * kibi ? formatted("%.0f KiB", size / kibi) : formatted("%.3g MiB", size / (kibi * kibi));
}

/// Lower bound of the bytes that the metadata of a scene take: each coordinate has two digits at least.
std::size_t least_bytes(const SceneDocument& document) {
    const auto* points = std::get_if<PointsLaw>(&document.scene.tokens.law);
    return points ? 2 * points->points.size() * static_cast<std::size_t>(document.scene.dimension) : 0;
}

/// Refuses text that is not this program's metadata.
void check_marked(std::string_view comment, const std::string& shown) {
    if (comment.find("\"coalesce_clip\"") != std::string_view::npos) return;
    const std::string text = one_line(shortened(comment));
    if (comment.starts_with("Coalesce "))
        throw InputError(shown + ": carries no scene: it was written by " + text + ", expected a later version");
    throw InputError(shown + ": carries no scene: found the comment \"" + text +
                     "\", expected a picture or film that Coalesce wrote");
}

json parsed_comment(std::string_view comment, const std::string& shown) {
    try {
        return json::parse(comment);
    } catch (const json::parse_error& error) {
        damaged_clip(shown, "found no JSON at byte " + std::to_string(error.byte));
    } catch (const json::out_of_range&) {
        damaged_clip(shown, "found a number beyond the range of doubles");
    }
}

/// Checks version, keys and their kinds.
void check_form(const json& root, const std::string& shown) {
    if (!root.is_object() || !root.contains(marker)) damaged_clip(shown, "found no object with the key coalesce_clip");
    if (root[marker] != format_version)
        throw InputError(shown + ": coalesce_clip: found " + shortened(root[marker].dump()) +
                         ", expected 1: it was written by another version of the program");
    struct Expected {
        const char* key;
        json::value_t type;
        const char* words;
    };
    constexpr Expected all[] = {
        {"program", json::value_t::string, "text"},     {"left_out", json::value_t::string, "text"},
        {"view", json::value_t::object, "a camera"},    {"scene", json::value_t::object, "a scene"},
        {"edits", json::value_t::array, "a list"},      {"twins", json::value_t::array, "a list"},
        {"clock", json::value_t::string, "a clock"},    {"lesson", json::value_t::object, "a lesson"},
        {"lab", json::value_t::object, "a laboratory"}, {"step", json::value_t::number_unsigned, "a whole number"}};
    for (const auto& [key, type, words] : all)
        if (root.contains(key) && root[key].type() != type)
            damaged_clip(shown, std::string(key) + ": found " + shortened(root[key].dump()) + ", expected " + words);
    if (!root.contains("time")) damaged_clip(shown, "the key time is missing");
}

std::string text_in_one_line(const json& root) {
    constexpr int one_line_of_text = -1;
    constexpr bool ascii = true;  // GIF comments are ASCII
    return root.dump(one_line_of_text, ' ', ascii);
}

/// A setting "n=64" as key and value, which is a word where it is no JSON.
void put_setting(json& set, const Assignment& setting) {
    const std::size_t sign = setting.find('=');
    const std::string value = sign == std::string::npos ? "" : setting.substr(sign + 1);
    const json parsed = json::parse(value, nullptr, false);
    set[setting.substr(0, sign)] = parsed.is_discarded() ? json(value) : parsed;
}

double read_yaw(const json& view, const std::string& shown) {
    if (!view.contains("yaw") || !view["yaw"].is_number() || !(std::abs(view["yaw"].get<double>()) <= 1e6))
        damaged_clip(shown, "view: found " + shortened(view.dump()) + ", expected yaw, an angle in radians");
    return view["yaw"].get<double>();
}

json twins_json(const ClipOrigin& origin) {
    json twins = json::array();
    for (const ClipTwin& twin : origin.twins) {
        json one = {{"set", twin_assignments(origin.document, twin.document)}};
        if (twin.time != origin.time) one["time"] = twin.time;
        if (!twin.edits.empty()) one["edits"] = edits_json(twin.document, twin.edits);
        twins.push_back(std::move(one));
    }
    return twins;
}

/// Reads the runs beside the first one.
/// @param load  the scene of the first one with more assignments
void read_twins(const json& root, const SceneLoader& load, const std::string& shown, ClipOrigin& origin) {
    const json& twins = root["twins"];
    if (twins.size() > most_twins)
        damaged_clip(shown, "twins: found " + std::to_string(twins.size()) + " of them, expected at most " +
                                std::to_string(most_twins));
    for (const json& twin : twins) {
        const std::string key = "twins." + std::to_string(origin.twins.size());
        const bool edited = twin.is_object() && twin.contains("edits");
        if (!twin.is_object() || !twin.contains("set") || !twin["set"].is_string() ||
            (edited && !twin["edits"].is_array()))
            damaged_clip(shown,
                         key + ": found " + shortened(twin.dump()) + ", expected set, and perhaps time and edits");
        ClipTwin read{.document = load(split_assignments(twin["set"].get<std::string>())), .time = origin.time};
        check_twin(difference(origin.document, read.document), shown + ": " + key);
        if (twin.contains("time")) read.time = read_clip_time(twin["time"], key + ".time", 0, shown);
        if (edited) read.edits = read_edits(twin["edits"], key + ".edits", read.document, read.time, shown);
        origin.twins.push_back(std::move(read));
    }
    const std::string clock = root.value("clock", "time");
    if (clock != "time" && clock != "phase")
        damaged_clip(shown, "clock: found " + shortened(clock) + ", expected time or phase");
    origin.clock = clock == "phase" ? TwinClock::phase : TwinClock::time;
}

/// @param yaw    of the picture, where a turntable has turned the camera
/// @param edits  of the run on its way there
SceneDocument moved_to_moment(SceneDocument document, const std::optional<double>& yaw,
                              const std::vector<DatedDynamics>& edits) {
    if (yaw) document.view.yaw = *yaw;
    if (!edits.empty()) set_dynamics(document.scene, edits.back().dynamics);
    return document;
}

}  // namespace

ClipOrigin within_limit(ClipOrigin origin, const std::filesystem::path& file, std::size_t limit) {
    const std::size_t least = least_bytes(origin.document);
    const std::size_t bytes = least > limit ? least : clip_comment(origin, file).size();
    if (bytes <= limit) return origin;
    origin.document = {};
    origin.edits.clear();
    origin.twins.clear();
    origin.lesson.clear();
    origin.left_out = std::string("its scene takes ") + (bytes == least ? "more than " : "") + size_text(bytes) +
                      ", expected at most " + size_text(limit);
    return origin;
}

SceneDocument document_at_moment(const ClipOrigin& origin) {
    return moved_to_moment(origin.document, origin.yaw, origin.edits);
}

SceneDocument document_at_moment(const ClipOrigin& origin, const ClipTwin& twin) {
    return moved_to_moment(twin.document, origin.yaw, twin.edits);
}

std::string clip_comment(const ClipOrigin& origin, const std::filesystem::path& file) {
    json root;
    root[marker] = format_version;
    root["program"] = program_name_and_version();
    root["time"] = origin.time;
    if (origin.yaw) root["view"] = {{"yaw", *origin.yaw}};
    if (origin.left_out.empty())
        root["scene"] = json::parse(to_json(origin.document, file));
    else
        root["left_out"] = origin.left_out;
    if (!origin.edits.empty()) root["edits"] = edits_json(origin.document, origin.edits);
    if (!origin.twins.empty()) {
        root["twins"] = twins_json(origin);
        if (origin.clock == TwinClock::phase) root["clock"] = "phase";
    }
    if (!origin.lesson.empty()) {
        root["lesson"] = json::parse(origin.lesson);
        root["step"] = origin.step;
    }
    return text_in_one_line(root);
}

std::string lab_comment(const ClipLab& lab) {
    json root, set = json::object();
    for (const Assignment& setting : lab.set) put_setting(set, setting);
    root[marker] = format_version;
    root["program"] = program_name_and_version();
    root["time"] = lab.place;
    root["lab"] = {{"name", lab.name}, {"set", set}, {"axis", lab.logarithmic ? "log" : "linear"}};
    return text_in_one_line(root);
}

std::optional<ClipLab> parse_lab_clip(std::string_view comment, const std::filesystem::path& file) {
    const std::string shown = file.string();
    check_marked(comment, shown);
    const json root = parsed_comment(comment, shown);
    check_form(root, shown);
    if (!root.contains("lab")) return {};
    const json& lab = root["lab"];
    if (!lab.contains("name") || !lab["name"].is_string() || !lab.contains("set") || !lab["set"].is_object())
        damaged_clip(shown, "lab: found " + shortened(lab.dump()) + ", expected a laboratory with name and set");
    ClipLab found{.name = lab["name"].get<std::string>()};
    for (const auto& [key, value] : lab["set"].items())
        found.set.push_back(key + "=" + (value.is_string() ? value.get<std::string>() : value.dump()));
    found.logarithmic = lab.contains("axis") && lab["axis"] == "log";
    found.place = read_clip_time(root["time"], "time", 0, shown);
    return found;
}

ClipOrigin parse_clip(std::string_view comment, const std::filesystem::path& file,
                      const std::vector<Assignment>& assignments) {
    const std::string shown = file.string();
    check_marked(comment, shown);
    const json root = parsed_comment(comment, shown);
    check_form(root, shown);
    ClipOrigin origin{.time = read_clip_time(root["time"], "time", 0, shown)};
    origin.program = root.value("program", "");
    if (root.contains("left_out"))
        throw InputError(shown +
                         ": carries no scene: " + one_line(shortened(root["left_out"].get<std::string>(), 200)));
    if (root.contains("lab"))
        throw InputError(shown + ": carries no scene: found the laboratory " +
                         one_line(shortened(root["lab"].value("name", json("?")).dump())) +
                         ", expected a picture or film of a run; the window opens it");
    if (!root.contains("scene")) damaged_clip(shown, "the key scene is missing");
    const std::string scene = root["scene"].dump();
    const SceneLoader load = [&](const std::vector<Assignment>& own) {
        std::vector<Assignment> all = assignments;
        all.insert(all.end(), own.begin(), own.end());
        return parse_scene(scene, shown, all, std::filesystem::absolute(file).parent_path());
    };
    origin.document = load({});
    if (root.contains("view")) origin.yaw = read_yaw(root["view"], shown);
    if (root.contains("edits")) origin.edits = read_edits(root["edits"], "edits", origin.document, origin.time, shown);
    if (root.contains("twins")) read_twins(root, load, shown, origin);
    if (root.contains("lesson")) origin.lesson = root["lesson"].dump();
    if (root.contains("step")) origin.step = root["step"].get<std::size_t>();
    return origin;
}

}  // namespace coalesce
