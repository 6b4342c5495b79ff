package main

type line struct {
	Time    string  `json:"time"`
	Event   string  `json:"event"`
	Thread  thread  `json:"thread"`
	Process process `json:"process"`
	labels
}

type thread struct {
	ID   uint32 `json:"id"`
	Name string `json:"name"`
}

type process struct {
	Pid                         uint32        `json:"pid"`
	ParentPid                   uint32        `json:"parent_pid"`
	User                        user          `json:"user"`
	Creation                    creation      `json:"creation"`
	ExecID                      string        `json:"exec_id,omitempty"`
	Origin                      string        `json:"origin,omitempty"`
	Entry                       *entry        `json:"entry,omitempty"`
	Executable                  *executable   `json:"executable,omitempty"`
	Command                     *string       `json:"command,omitempty"`
	CommandArgs                 *[]string     `json:"command_args,omitempty"`
	CommandArgsTruncated        bool          `json:"command_args_truncated,omitempty"`
	CommandArgsUnreadable       bool          `json:"command_args_unreadable,omitempty"`
	WorkingDirectory            string        `json:"working_directory,omitempty"`
	WorkingDirectoryTruncated   bool          `json:"working_directory_truncated,omitempty"`
	WorkingDirectoryUnreachable bool          `json:"working_directory_unreachable,omitempty"`
	WorkingDirectoryDeleted     bool          `json:"working_directory_deleted,omitempty"`
	Group                       *user         `json:"group,omitempty"`
	Capabilities                *capabilities `json:"capabilities,omitempty"`
	Vpid                        uint32        `json:"vpid,omitempty"`
	Parent                      *ancestor     `json:"parent,omitempty"`
	Ancestors                   []ancestor    `json:"ancestors,omitempty"`
	Exit                        *exit         `json:"exit,omitempty"`
	DurationNs                  string        `json:"duration_ns,omitempty"`
}

type entry struct {
	ExecID string `json:"exec_id"`
}

type capabilities struct {
	Effective []string `json:"effective"`
}

type program struct {
	Path    string `json:"path,omitempty"`
	Unknown bool   `json:"unknown,omitempty"`
}

type ancestor struct {
	ExecID     string  `json:"exec_id"`
	Pid        uint32  `json:"pid"`
	Executable program `json:"executable"`
}

type sender struct {
	Process senderProcess `json:"process"`
	Thread  named         `json:"thread"`
}

type senderProcess struct {
	Pid        uint32  `json:"pid"`
	ExecID     string  `json:"exec_id"`
	User       user    `json:"user"`
	Executable program `json:"executable"`
}

type user struct {
	ID uint32 `json:"id"`
}

type executable struct {
	Requested          string `json:"requested"`
	RequestedTruncated bool   `json:"requested_truncated,omitempty"`
	Path               string `json:"path,omitempty"`
	Name               string `json:"name,omitempty"`
	Truncated          bool   `json:"truncated,omitempty"`
	Unreachable        bool   `json:"unreachable,omitempty"`
	Deleted            bool   `json:"deleted,omitempty"`
	Origin             string `json:"origin"`
}

type exit struct {
	Cause      string  `json:"cause"`
	Code       *uint32 `json:"code,omitempty"`
	Signal     uint32  `json:"signal,omitempty"`
	CoreDumped bool    `json:"core_dumped,omitempty"`
	Sender     *sender `json:"sender,omitempty"`
	Verdict    string  `json:"verdict,omitempty"`
}

type creation struct {
	Time string `json:"time"`
}

type named struct {
	Name string `json:"name"`
}

type image struct {
	Name      string   `json:"name,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Reference string   `json:"reference,omitempty"`
}

type labels struct {
	Container struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Image   image  `json:"image"`
		Runtime named  `json:"runtime"`
	} `json:"container"`
	K8s struct {
		Node      named `json:"node"`
		Namespace named `json:"namespace"`
		Pod       struct {
			Name  string            `json:"name"`
			UID   string            `json:"uid"`
			Label map[string]string `json:"label"`
		} `json:"pod"`
		Container named `json:"container"`
	} `json:"k8s"`
	Cgroup struct {
		ID   string `json:"id"`
		Path string `json:"path"`
	} `json:"cgroup"`
	LabelState string `json:"label_state"`
}
