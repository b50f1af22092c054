#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "coalesce/model/parameter_check.hpp"
#include "lesson/lesson_json.hpp"
#include "model/json_read.hpp"
#include "model/law_check.hpp"
#include "model/parameter_json.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

/// Reads by the rules of a parameter, so that messages are those of a scene.
ParameterValue read_as(const ParameterSpec& spec, const json& value) {
    ParameterValue read = read_plain(spec, value);
    check_parameter(spec, read);
    return read;
}

std::string listed(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

}  // namespace

double read_at_least(const std::string& path, const json& value, double least, bool open) {
    ParameterSpec spec{.key = path, .kind = ParameterKind::real, .minimum = least, .maximum = largest_number};
    spec.open_minimum = open;
    return std::get<double>(read_as(spec, value));
}

std::int64_t read_whole_number(const std::string& path, const json& value, std::int64_t least, std::int64_t most) {
    ParameterSpec spec{.key = path, .kind = ParameterKind::integer, .minimum = static_cast<double>(least)};
    spec.maximum = most > 0 ? static_cast<double>(most) : largest_number;
    return std::get<std::int64_t>(read_as(spec, value));
}

std::string read_string(const std::string& path, const json& value) {
    std::string text = std::get<std::string>(read_as({.key = path, .kind = ParameterKind::text}, value));
    // JSON takes the \b of \beta, the \f of \frac and the \r of \rho for characters of its own.
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
    if (std::any_of(text.begin(), text.end(), control))
        wrong_value(path, value, "every backslash of a formula twice, as in $\\\\beta$");
    return text;
}

bool read_flag(const std::string& path, const json& value) {
    return std::get<bool>(read_as({.key = path, .kind = ParameterKind::boolean}, value));
}

std::size_t read_word(const std::string& path, const json& value, std::span<const std::string_view> words) {
    ParameterSpec spec{.key = path, .kind = ParameterKind::choice};
    spec.choices = words;
    const std::string word = std::get<std::string>(read_as(spec, value));
    return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

Pace read_pace(const std::string& path, const json& value) {
    check_object(path, value, {"unit", "value"});
    Pace pace;
    pace.kind = static_cast<Pace::Kind>(
        read_word(path + ".unit", required(path, value, "unit", "one of " + listed(pace_words)), pace_words));
    if (pace.kind == Pace::Kind::unlimited) {
        if (value.contains("value"))
            wrong_value(path + ".value", value["value"], "no value beside the unit \"unlimited\"");
        return pace;
    }
    pace.value = read_at_least(path + ".value", required(path, value, "value", "a number > 0"), 0, true);
    return pace;
}

LessonUntil read_until(const std::string& path, const json& value) {
    check_object(path, value, {std::begin(until_words), std::end(until_words)});
    if (value.size() != 1) wrong_value(path, value, "one of " + listed(until_words) + " with its value");
    const auto entry = value.items().begin();
    const std::string at = path + "." + entry.key();
    const auto word = std::find(std::begin(until_words), std::end(until_words), entry.key());
    LessonUntil until;
    until.of = static_cast<LessonUntil::Of>(word - std::begin(until_words));
    switch (until.of) {
        case LessonUntil::Of::time:
            until.value = read_at_least(at, entry.value(), 0);
            break;
        case LessonUntil::Of::seconds:
            until.value = read_at_least(at, entry.value(), 0, true);
            break;
        case LessonUntil::Of::merges:
        case LessonUntil::Of::clusters:
            until.value = static_cast<double>(read_whole_number(at, entry.value(), 1));
            break;
        case LessonUntil::Of::phase:
            until.phase = phase_words[read_word(at, entry.value(), phase_words)];
            break;
    }
    return until;
}

LessonQuestion read_question(const std::string& path, const json& value) {
    check_object(path, value, {"text", "choices", "answer", "why"});
    LessonQuestion question;
    question.text = read_string(path + ".text", required(path, value, "text", "a text"));
    const std::string at = path + ".choices";
    const json& choices = read_list(at, required(path, value, "choices", "a list of at least two texts"));
    if (choices.size() < 2) wrong_value(at, choices, "a list of at least two texts");
    for (const json& choice : choices)
        question.choices.push_back(read_string(at + "." + std::to_string(question.choices.size()), choice));
    const std::int64_t last = static_cast<std::int64_t>(choices.size()) - 1;
    const std::string index = "the number of the right choice, from 0 to " + std::to_string(last);
    question.answer =
        static_cast<std::size_t>(read_whole_number(path + ".answer", required(path, value, "answer", index), 0, last));
    if (const auto why = value.find("why"); why != value.end()) question.why = read_string(path + ".why", *why);
    return question;
}

std::vector<LessonPanel> read_show(const std::string& path, const json& value) {
    std::vector<LessonPanel> panels;
    for (const json& entry : read_list(path, value))
        panels.push_back(
            static_cast<LessonPanel>(read_word(path + "." + std::to_string(panels.size()), entry, panel_words)));
    return panels;
}

}  // namespace coalesce
