#include "command/provenance.hpp"

#include "version.hpp"

namespace coalesce::command {

studies::Provenance provenance() {
    return {std::string(program_version()), std::string(program_commit())};
}

}  // namespace coalesce::command
