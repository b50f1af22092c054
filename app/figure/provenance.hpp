#pragma once

#include "coalesce/studies/result.hpp"

namespace coalesce::figure {

/// Version and commit of this program, for the results that it writes.
studies::Provenance provenance();

}  // namespace coalesce::figure
