#include "command/provenance.hpp"

#include <nlohmann/json.hpp>

#include "version.hpp"

namespace coalesce::command {

std::string with_version(const std::string& json) {
    auto object = nlohmann::ordered_json::parse(json);
    object["version"] = program_version();
    object["commit"] = program_commit();
    return object.dump(2) + "\n";
}

}  // namespace coalesce::command
