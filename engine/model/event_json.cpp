#include "model/event_json.hpp"

#include <nlohmann/json.hpp>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "model/json_read.hpp"

namespace coalesce {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

const std::string one_act = R"(one of "push", "add", "remove")";

Vec3 read_centre(const std::string& path, const json& cap, int dimension) {
    const std::string expected = "a list of " + std::to_string(dimension) + " numbers";
    const json& value = required(path, cap, "centre", expected);
    const auto entries = read_numbers(path + ".centre", value, static_cast<std::size_t>(dimension));
    Vec3 centre{};
    std::copy(entries.begin(), entries.end(), centre.begin());
    return centre;
}

/// Reads "centre" and "angle" of an object that may have other keys too.
Cap read_cap(const std::string& path, const json& cap, int dimension) {
    const std::string expected = "an angle in radians";
    return {read_centre(path, cap, dimension),
            read_number(path + ".angle", required(path, cap, "angle", expected), expected)};
}

TakenTokens read_taken(const std::string& path, const json& act, int dimension) {
    const bool numbers = act.contains("tokens"), cap = act.contains("cap");
    if (numbers == cap)
        throw Issue(path, std::string("found ") + (cap ? "both" : "neither") +
                              (cap ? R"( "tokens" and "cap")" : R"( "tokens" nor "cap")") + ", expected one");
    if (cap) {
        check_object(path + ".cap", act["cap"], {"centre", "angle"});
        return read_cap(path + ".cap", act["cap"], dimension);
    }
    const std::string here = path + ".tokens";
    TokenNumbers tokens;
    for (const json& entry : read_list(here, act["tokens"]))
        tokens.push_back(read_whole(here + "." + std::to_string(tokens.size()), entry, "the number of a token"));
    return tokens;
}

Vec3 read_rotation(const std::string& path, const json& push, int dimension) {
    const std::string expected = dimension == 2 ? "an angle in radians" : "a list of 3 numbers, axis times angle";
    const json& value = required(path, push, "rotation", expected);
    const std::string here = path + ".rotation";
    if (dimension == 2) return {0, 0, read_number(here, value, expected)};
    const auto entries = read_numbers(here, value, 3);
    return {entries[0], entries[1], entries[2]};
}

hands::Push read(std::type_identity<hands::Push>, const std::string& path, const json& push, int dimension) {
    check_object(path, push, {"tokens", "cap", "rotation"});
    return {read_taken(path, push, dimension), read_rotation(path, push, dimension)};
}

hands::Add read(std::type_identity<hands::Add>, const std::string& path, const json& add, int dimension) {
    check_object(path, add, {"centre", "angle", "count", "seed"});
    const std::string expected = "a whole number ≥ 1";
    hands::Add read{read_cap(path, add, dimension), 1, 1};
    read.count = read_whole(path + ".count", required(path, add, "count", expected), expected);
    if (add.contains("seed")) read.seed = read_whole(path + ".seed", add["seed"], "a whole number ≥ 0");
    return read;
}

hands::Remove read(std::type_identity<hands::Remove>, const std::string& path, const json& remove, int dimension) {
    check_object(path, remove, {"tokens", "cap"});
    return {read_taken(path, remove, dimension)};
}

Event read_event(const std::string& path, const json& value, int dimension) {
    check_object(path, value, {"time", "push", "add", "remove"});
    Event event;
    event.time = read_number(path + ".time", required(path, value, "time", "a time ≥ 0"), "a time ≥ 0");
    const std::size_t acts = value.size() - 1;
    if (acts != 1) throw Issue(path, "found " + std::to_string(acts) + " acts beside the time, expected " + one_act);
    const auto read_one = [&]<class Act>(std::type_identity<Act> which) {
        const std::string word(Act::word);
        if (value.contains(word)) event.act = read(which, path + "." + word, value[word], dimension);
    };
    read_one(std::type_identity<hands::Push>{});
    read_one(std::type_identity<hands::Add>{});
    read_one(std::type_identity<hands::Remove>{});
    return event;
}

ordered_json event_vector_json(const Vec3& v, int dimension) {
    return std::vector<double>(v.begin(), v.begin() + dimension);
}

struct EventWriter {
    int dimension;

    ordered_json operator()(const TokenNumbers& tokens) const { return {{"tokens", tokens}}; }
    ordered_json operator()(const Cap& cap) const {
        return {{"cap", {{"centre", event_vector_json(cap.centre, dimension)}, {"angle", cap.angle}}}};
    }
    ordered_json operator()(const hands::Push& push) const {
        ordered_json out = std::visit(*this, push.tokens);
        if (dimension == 2)
            out["rotation"] = push.rotation[2];
        else
            out["rotation"] = event_vector_json(push.rotation, 3);
        return out;
    }
    ordered_json operator()(const hands::Add& add) const {
        return {{"centre", event_vector_json(add.where.centre, dimension)},
                {"angle", add.where.angle},
                {"count", add.count},
                {"seed", add.seed}};
    }
    ordered_json operator()(const hands::Remove& remove) const { return std::visit(*this, remove.tokens); }
};

}  // namespace

Events events_from_json(const json& value, int dimension) {
    Events events;
    for (const json& entry : read_list("events", value))
        events.push_back(read_event("events." + std::to_string(events.size()), entry, dimension));
    return events;
}

ordered_json events_to_json(const Events& events, int dimension) {
    ordered_json out = ordered_json::array();
    for (const Event& event : events) {
        const auto word = std::visit([](const auto& act) { return std::string(act.word); }, event.act);
        out.push_back({{"time", event.time}, {word, std::visit(EventWriter{dimension}, event.act)}});
    }
    return out;
}

}  // namespace coalesce
