#include "figure/provenance.hpp"

#include "version.hpp"

namespace coalesce::figure {

studies::Provenance provenance() {
    return {std::string(program_version()), std::string(program_commit())};
}

}  // namespace coalesce::figure
