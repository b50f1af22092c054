#include "figure/results_json.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::figure {

void add_acceptance(Json& json, const std::vector<Check>& checks) {
    json["acceptance"] = Json::array();
    for (const Check& check : checks) {
        json["acceptance"].push_back({{"what", check.what},
                                      {"value", number_or_null(check.value)},
                                      {"at_most", check.at_most},
                                      {"pass", check.pass()}});
    }
    json["pass"] = std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.pass(); });
}

Json scene_json(const SceneDocument& document) {
    return Json::parse(coalesce::to_json(document));
}

Json number_or_null(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace coalesce::figure
