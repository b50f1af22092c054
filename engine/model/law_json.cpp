#include "model/law_json.hpp"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/path_text.hpp"
#include "model/json_read.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

Vec3 read_vector(const std::string& path, const json& value, int dimension) {
    const auto entries = read_numbers(path, value, static_cast<std::size_t>(dimension));
    Vec3 v{};
    std::copy(entries.begin(), entries.end(), v.begin());
    return v;
}

/// Defaults: weight 1, std 0.2. The mean is required.
template <class Component, class ReadMean>
std::vector<Component> read_components(const json& law, const std::string& mean_is, ReadMean read_mean) {
    const std::string path = law_path + ".components";
    std::vector<Component> components;
    for (const json& entry : read_list(path, required(law_path, law, "components", "a list of components"))) {
        const std::string here = path + "." + std::to_string(components.size());
        check_object(here, entry, {"weight", "mean", "std"});
        Component component;
        component.mean = read_mean(here + ".mean", required(here, entry, "mean", mean_is));
        if (entry.contains("weight")) component.weight = read_number(here + ".weight", entry["weight"], "a number > 0");
        if (entry.contains("std")) component.std = read_number(here + ".std", entry["std"], "a number ≥ 0");
        components.push_back(component);
    }
    return components;
}

UniformLaw read(std::type_identity<UniformLaw>, const json&, int) {
    return {};
}

MixtureLaw read(std::type_identity<MixtureLaw>, const json& law, int dimension) {
    const auto read_mean = [&](const std::string& path, const json& mean) {
        return read_vector(path, mean, dimension);
    };
    const std::string mean_is = "a list of " + std::to_string(dimension) + " numbers";
    return {read_components<MixtureLaw::Component>(law, mean_is, read_mean)};
}

AzimuthalLaw read(std::type_identity<AzimuthalLaw>, const json& law, int) {
    const std::string mean_is = "a longitude in radians";
    const auto read_mean = [&](const std::string& path, const json& mean) { return read_number(path, mean, mean_is); };
    return {read_components<AzimuthalLaw::Component>(law, mean_is, read_mean)};
}

PointsLaw read(std::type_identity<PointsLaw>, const json& law, int dimension) {
    PointsLaw points;
    const std::string path = law_path + ".points";
    for (const json& entry : read_list(path, required(law_path, law, "points", "a list of points"))) {
        points.points.push_back(read_vector(path + "." + std::to_string(points.points.size()), entry, dimension));
    }
    if (!law.contains("masses")) return points;
    const std::string masses_path = law_path + ".masses";
    for (const json& entry : read_list(masses_path, law["masses"])) {
        const std::string here = masses_path + "." + std::to_string(points.masses.size());
        points.masses.push_back(read_number(here, entry, "a number > 0"));
    }
    // An empty list in the file would otherwise be read as "no masses given".
    if (points.masses.size() != points.points.size()) {
        throw Issue(masses_path, "found " + std::to_string(points.masses.size()) + " masses for " +
                                     std::to_string(points.points.size()) + " points, expected one a point");
    }
    return points;
}

FileLaw read(std::type_identity<FileLaw>, const json& law, int) {
    const json& path = required(law_path, law, "path", "the name of a token file (.npy, .npz, .csv, .txt)");
    if (!path.is_string()) wrong_value(law_path + ".path", path, "the name of a token file (.npy, .npz, .csv, .txt)");
    return {read_path(path.get_ref<const std::string&>())};
}

std::vector<std::string_view> keys_of(std::type_identity<UniformLaw>) {
    return {"kind"};
}
std::vector<std::string_view> keys_of(std::type_identity<MixtureLaw>) {
    return {"kind", "components"};
}
std::vector<std::string_view> keys_of(std::type_identity<AzimuthalLaw>) {
    return {"kind", "components"};
}
std::vector<std::string_view> keys_of(std::type_identity<PointsLaw>) {
    return {"kind", "points", "masses"};
}
std::vector<std::string_view> keys_of(std::type_identity<FileLaw>) {
    return {"kind", "path"};
}

/// Calls visit with std::type_identity of every law, so that a law without one of the functions above does not compile.
template <class Visit>
void for_each_law(Visit visit) {
    [&]<class... Laws>(std::type_identity<std::variant<Laws...>>) {
        (visit(std::type_identity<Laws>{}), ...);
    }(std::type_identity<InitialLaw>{});
}

/// Returns the text: one of "uniform", "mixture", …
std::string one_of_the_kinds() {
    std::string text;
    for_each_law([&]<class Law>(std::type_identity<Law>) {
        text.append(text.empty() ? "one of \"" : ", \"").append(Law::kind).append("\"");
    });
    return text;
}

ordered_json vector_json(const Vec3& v, int dimension) {
    return std::vector<double>(v.begin(), v.begin() + dimension);
}

struct Writer {
    int dimension;
    ordered_json& out;

    void operator()(const UniformLaw&) const {}
    void operator()(const MixtureLaw& law) const {
        out["components"] = ordered_json::array();
        for (const auto& c : law.components) {
            out["components"].push_back(
                {{"weight", c.weight}, {"mean", vector_json(c.mean, dimension)}, {"std", c.std}});
        }
    }
    void operator()(const AzimuthalLaw& law) const {
        out["components"] = ordered_json::array();
        for (const auto& c : law.components) {
            out["components"].push_back({{"weight", c.weight}, {"mean", c.mean}, {"std", c.std}});
        }
    }
    void operator()(const PointsLaw& law) const {
        out["points"] = ordered_json::array();
        for (const Vec3& point : law.points) out["points"].push_back(vector_json(point, dimension));
        if (!law.masses.empty()) out["masses"] = law.masses;
    }
    void operator()(const FileLaw& law) const { out["path"] = shown_path(law.path); }
};

}  // namespace

std::vector<std::string_view> law_keys(std::string_view kind) {
    std::vector<std::string_view> keys;
    for_each_law([&]<class Law>(std::type_identity<Law> law) {
        if (kind == Law::kind) keys = keys_of(law);
    });
    return keys;
}

InitialLaw law_from_json(const json& value, int dimension) {
    const std::string kinds = one_of_the_kinds();
    if (!value.is_object()) wrong_value(law_path, value, "an object with a \"kind\"");
    const json& kind_value = required(law_path, value, "kind", kinds);
    if (!kind_value.is_string()) wrong_value(law_path + ".kind", kind_value, kinds);
    const auto& kind = kind_value.get_ref<const std::string&>();
    const auto keys = law_keys(kind);
    if (keys.empty()) wrong_value(law_path + ".kind", kind_value, kinds);
    check_object(law_path, value, keys);
    InitialLaw law;
    for_each_law([&]<class Law>(std::type_identity<Law> which) {
        if (kind == Law::kind) law = read(which, value, dimension);
    });
    return law;
}

ordered_json law_to_json(const InitialLaw& law, int dimension) {
    ordered_json out = {{"kind", std::string(kind_of(law))}};
    std::visit(Writer{dimension, out}, law);
    return out;
}

}  // namespace coalesce
