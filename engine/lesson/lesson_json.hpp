#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/issue.hpp"

namespace coalesce {

// Values of a lesson file. All readers throw Issue at a path within the step: "until.time".

/// Reads a number that is at least `least`, or above it.
double read_at_least(const std::string& path, const nlohmann::json& value, double least, bool open = false);
/// Reads a whole number of that range; without `most` the range is open above.
std::int64_t read_whole_number(const std::string& path, const nlohmann::json& value, std::int64_t least,
                               std::int64_t most = 0);
std::string read_string(const std::string& path, const nlohmann::json& value);
bool read_flag(const std::string& path, const nlohmann::json& value);
/// Reads one of the words and returns its index.
std::size_t read_word(const std::string& path, const nlohmann::json& value, std::span<const std::string_view> words);

Pace read_pace(const std::string& path, const nlohmann::json& value);
LessonUntil read_until(const std::string& path, const nlohmann::json& value);
LessonQuestion read_question(const std::string& path, const nlohmann::json& value);
std::vector<LessonPanel> read_show(const std::string& path, const nlohmann::json& value);

/// Reads "set", "view" or "twin": nested objects or dotted keys of the parameter table.
/// @param path      the key of the step; "view" has the keys of that group
/// @param document  the document that is changed
/// @param folder    the lesson's, for token files
DocumentDiff read_changes(const std::string& path, const nlohmann::json& value, const SceneDocument& document,
                          const std::filesystem::path& folder);

/// Reads "lab" and checks its settings against the laboratory's table.
LessonLab read_lab(const std::string& path, const nlohmann::json& value);
/// Holds if the laboratory has a setting of that key; `nearest` is set to the nearest one.
bool has_setting(const LessonLab& lab, std::string_view key, std::string_view& nearest);

/// Words of the file, in the order of the enumerators.
inline constexpr std::string_view panel_words[] = {"timeline", "energy", "histogram", "tree", "theory", "legend"};
inline constexpr std::string_view until_words[] = {"time", "phase", "merges", "clusters", "seconds"};
inline constexpr std::string_view pace_words[] = {"steps/frame", "time/second", "unlimited", "decades/second"};
inline constexpr std::string_view lab_words[] = {"single-location", "infinite-width", "equiangular"};

/// Returns action(), with the key at which a value stands put before the path of its issues.
template <class Action>
auto below_key(const std::string& key, const Action& action) {
    try {
        return action();
    } catch (const Issue& issue) {
        throw Issue(issue.path().empty() ? key : key + "." + issue.path(), issue.what());
    }
}

}  // namespace coalesce
