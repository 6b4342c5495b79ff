package peer

import "encoding/binary"

const (
	ways     = 8
	sets     = 65536 / ways
	nameSize = 1024
)

// Run is what names a run of a program: when its process was created, its pid, and which of its programs it is.
type Run struct {
	Start    uint64
	Pid, Run uint32
}

// number is such that a process's runs follow one another.
func (r Run) number() uint64 {
	mixed := r.Start * 0x9E3779B97F4A7C15
	return (mixed ^ mixed>>32) + (uint64(r.Pid)<<32 | uint64(r.Run))
}

func keyOf(number uint64) uint64 {
	mixed := number * 0xBF58476D1CE4E5B9
	return mixed ^ mixed>>29
}

func numberOf(key uint64) uint64 {
	return (key ^ key>>29 ^ key>>58) * 0x96DE1B173F119089
}

type program struct {
	key          uint64
	name         string
	lives, asked bool
}

// Programs is which file a run of a program runs; so many runs are kept as wasm/lineage/programs.ts keeps, and given up
// by the same rules. Names are never given up: there is no bound to them here.
type Programs struct {
	sets  [][ways]program
	next  int
	names map[string]string
	write func(path []byte) string
}

// NewPrograms makes a table of none; write gives a file's name as it is to be told.
func NewPrograms(write func(path []byte) string) *Programs {
	return &Programs{sets: make([][ways]program, sets), names: make(map[string]string), write: write}
}

// Keep takes from a record what the records behind it may ask for.
func (p *Programs) Keep(record []byte) {
	run := Run{
		binary.LittleEndian.Uint64(record[24:]),
		binary.LittleEndian.Uint32(record[32:]),
		binary.LittleEndian.Uint32(record[64:]),
	}
	payload := record[RecordSize:]
	switch binary.LittleEndian.Uint16(record) {
	case ProcessExec:
		if len(payload) < ExecSize {
			return
		}
		begin := ExecSize + int(binary.LittleEndian.Uint16(payload[8:])) + int(binary.LittleEndian.Uint16(payload))
		end := begin + int(binary.LittleEndian.Uint16(payload[2:]))
		if end <= len(payload) {
			p.began(run.number(), payload[begin:end])
		}
	case ProcessExit:
		p.end(p.setOf(run.number()), keyOf(run.number()))
	}
}

// Name is the file's name, of which somebody asks; "" where it is not known.
func (p *Programs) Name(key uint64) string {
	found := find(p.setOf(numberOf(key)), key)
	if found == nil {
		return ""
	}
	found.asked = true
	return found.name
}

// setOf is the same for all runs of a process.
func (p *Programs) setOf(number uint64) *[ways]program {
	return &p.sets[number>>51]
}

func find(set *[ways]program, key uint64) *program {
	for way := range set {
		if set[way].key == key && set[way].name != "" {
			return &set[way]
		}
	}
	return nil
}

func (p *Programs) end(set *[ways]program, key uint64) {
	if found := find(set, key); found != nil {
		found.lives = false
	}
}

// The process's run before has ended; a path of no bytes is not known.
func (p *Programs) began(number uint64, path []byte) {
	set, key := p.setOf(number), keyOf(number)
	p.end(set, keyOf(number-1))
	if len(path) == 0 {
		return
	}
	name, known := p.names[string(path)]
	if !known {
		name = p.write(path)
		p.names[string(path)] = name
	}
	if len(path) <= nameSize && len(name) <= nameSize {
		*p.placeFor(set, key) = program{key: key, name: name, lives: true}
	} else if found := find(set, key); found != nil {
		found.name = ""
	}
}

// Its own place, an empty one, that of one that ended, that of one that nobody asked for, or any.
func (p *Programs) placeFor(set *[ways]program, key uint64) *program {
	p.next = (p.next + 1) % ways
	best, least := 0, 5
	for index := range set {
		way := (index + p.next) % ways
		found := &set[way]
		if found.key == key {
			return found
		}
		if worth := found.worth(); worth < least {
			best, least = way, worth
		}
	}
	if least != 0 {
		for way := range set {
			set[way].asked = false
		}
	}
	return &set[best]
}

func (p *program) worth() int {
	worth := 0
	if p.name != "" {
		worth++
		if p.asked {
			worth++
		}
		if p.lives {
			worth += 2
		}
	}
	return worth
}
